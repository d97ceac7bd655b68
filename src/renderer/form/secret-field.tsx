import { Icon } from '../parts/icon.tsx'
import { describedBy, Field } from './field.tsx'
import type { FormValues } from './form-values.ts'

export interface SecretFieldProps {
  readonly id: string
  readonly values: FormValues
  /** `.env` or `the environment`; null without an import. */
  readonly importedFrom: string | null
  /** Whether a secret is in the keychain. */
  readonly isStored: boolean
  readonly error: string | undefined
  readonly onChange: (change: Pick<FormValues, 'clientSecret' | 'secretSource'>) => void
}

/** The client secret: typed, imported (then nobody can read it here), or left as it is stored. */
export function SecretField({ id, values, importedFrom, isStored, error, onChange }: SecretFieldProps) {
  const { secretSource, clientSecret } = values
  if (secretSource === 'imported') {
    return (
      <Field
        id={id}
        label="Client secret"
        error={error}
        hint="It stays with the app and is stored in the keychain."
      >
        <div class="imported">
          <Icon name="lock" size={16} />
          <input
            id={id}
            class="input"
            type="text"
            readOnly
            value={`from ${importedFrom ?? 'the import'}`}
            aria-describedby={`${id}-hint`}
          />
          <button
            type="button"
            class="link"
            onClick={() => onChange({ secretSource: 'typed', clientSecret: '' })}
          >
            Type it instead
          </button>
        </div>
      </Field>
    )
  }
  const hint = isStored
    ? 'Leave empty to keep the one that is stored.'
    : secretSource === 'typed'
      ? 'Goes to the keychain and nowhere else.'
      : 'Only if you were given one. Goes to the keychain and nowhere else.'
  return (
    <Field id={id} label="Client secret" error={error} hint={hint}>
      <input
        id={id}
        name={id}
        type="password"
        class="input input-code"
        value={clientSecret}
        placeholder={isStored ? 'Stored in the keychain' : undefined}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy({ id, hint, error })}
        onInput={(event) => onChange({ secretSource, clientSecret: event.currentTarget.value })}
      />
    </Field>
  )
}
