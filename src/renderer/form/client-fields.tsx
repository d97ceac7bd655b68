import { kindTraits } from '../../shared/account-kinds.ts'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { SecretField } from './secret-field.tsx'
import { TextField } from './text-field.tsx'

export interface ClientFieldsProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly importedFrom: string | null
  readonly isSecretStored: boolean
  /** Whether the app can register itself; null if unknown. */
  readonly registers: boolean | null
  readonly onChange: (change: Partial<FormValues>) => void
}

function hintFor(registers: boolean | null): string {
  if (registers === null) return 'Clear it to register the app again when you save.'
  return registers
    ? 'Leave empty to register the app automatically.'
    : 'This server doesn’t support automatic registration. Ask its administrator for a client ID.'
}

/** The client ID and client secret. */
export function ClientFields(props: ClientFieldsProps) {
  const { values, errors, registers, onChange } = props
  const isOptional = kindTraits[values.kind].clientId === 'registered'
  return (
    <>
      <TextField
        id="clientId"
        label="Client ID"
        code
        {...(isOptional && { hint: hintFor(registers) })}
        value={values.clientId}
        error={errors.clientId}
        onInput={(clientId) => onChange({ clientId })}
      />
      <SecretField
        id="clientSecret"
        values={values}
        importedFrom={props.importedFrom}
        isStored={props.isSecretStored}
        error={errors.clientSecret}
        onChange={onChange}
      />
    </>
  )
}
