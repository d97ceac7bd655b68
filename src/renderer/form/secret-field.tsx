import { Icon } from '../parts/icon.tsx'
import { describedBy, Field } from './field.tsx'
import type { FormValues } from './form-values.ts'
import './secret-field.css'

export interface SecretFieldProps {
  readonly id: string
  readonly values: FormValues
  /** `.env` or `the environment`; null if nothing was imported. */
  readonly importedFrom: string | null
  /** Whether a secret is saved in the keychain. */
  readonly isStored: boolean
  readonly error: string | undefined
  readonly onChange: (change: Pick<FormValues, 'clientSecret' | 'secretSource'>) => void
}

/** The client secret: typed, imported (and never shown here), or unchanged. */
export function SecretField({ id, values, importedFrom, isStored, error, onChange }: SecretFieldProps) {
  const { secretSource, clientSecret } = values
  if (secretSource === 'imported') {
    return (
      <Field id={id} label="Client secret" error={error} hint="Not shown here. It is saved in your keychain.">
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
            Enter it instead
          </button>
        </div>
      </Field>
    )
  }
  const hint = isStored
    ? 'Leave empty to keep the saved one.'
    : secretSource === 'typed'
      ? 'Saved only in your keychain.'
      : 'Only if you were given one. Saved only in your keychain.'
  return (
    <Field id={id} label="Client secret" error={error} hint={hint}>
      <input
        id={id}
        name={id}
        type="password"
        class="input input-code"
        value={clientSecret}
        placeholder={isStored ? 'Saved in your keychain' : undefined}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy({ id, hint, error })}
        onInput={(event) => onChange({ secretSource, clientSecret: event.currentTarget.value })}
      />
    </Field>
  )
}
