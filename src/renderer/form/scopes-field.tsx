import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import { Callout } from '../parts/callout.tsx'
import { describedBy, Field } from './field.tsx'
import { parseScopes, scopesWarning } from '../../shared/scopes.ts'

const hints: Readonly<Partial<Record<AccountKind, string>>> = {
  'jira-data-center': ' READ is enough to read; add WRITE for programs that make changes.',
  'mcp-server': ' Leave empty to let the server decide.',
  'service-account': ' Leave empty to use all scopes of the credential.',
}

export interface ScopesFieldProps {
  readonly id: string
  readonly value: string
  readonly kind: AccountKind
  /** Whether the scopes differ from the saved ones. */
  readonly changed: boolean
  readonly error: string | undefined
  readonly onInput: (value: string) => void
}

/** The scopes as free text, with a warning if the one for renewal is missing. */
export function ScopesField({ id, value, kind, changed, error, onInput }: ScopesFieldProps) {
  const scopes = parseScopes(value)
  const warning = kindTraits[kind].renewalScope === null ? null : scopesWarning(scopes)
  const count = scopes.length === 1 ? '1 scope' : `${scopes.length} scopes`
  const when = kindTraits[kind].signsIn ? 'you sign in' : 'the token is renewed'
  const hint = changed
    ? `${count}. Changes apply the next time ${when}.`
    : `${count}. Separate with spaces or new lines.${hints[kind] ?? ''}`
  return (
    <>
      <Field id={id} label="Scopes" error={error} hint={hint}>
        <textarea
          id={id}
          name={id}
          class="input input-code"
          rows={3}
          value={value}
          spellcheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={describedBy({ id, hint, error })}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </Field>
      <div role="status">
        {warning !== null && (
          <Callout tone="warning" title="offline_access is missing">
            <p>{warning}</p>
          </Callout>
        )}
      </div>
    </>
  )
}
