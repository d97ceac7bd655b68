import { kindTraits } from '../../shared/account-kinds.ts'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { SecretField } from './secret-field.tsx'
import { TextField } from './text-field.tsx'
import type { ServerFacts } from './use-discovery.ts'

export interface ClientFieldsProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly importedFrom: string | null
  readonly isSecretStored: boolean
  /** What is known about the server; null: nothing. */
  readonly facts: Pick<ServerFacts, 'registers' | 'takesClientUrls'> | null
  readonly onChange: (change: Partial<FormValues>) => void
}

function hintFor(facts: ClientFieldsProps['facts']): string {
  if (facts === null || facts.registers === null) return 'Clear it to register the app again when you save.'
  const own = facts.takesClientUrls ? ' It can also be the URL of a client ID metadata document.' : ''
  return facts.registers
    ? `Leave empty to register the app automatically.${own}`
    : `This server doesn’t support automatic registration. Ask its administrator for a client ID.${own}`
}

/** The client ID and client secret. */
export function ClientFields(props: ClientFieldsProps) {
  const { values, errors, facts, onChange } = props
  const isOptional = kindTraits[values.kind].clientId === 'registered'
  return (
    <>
      <TextField
        id="clientId"
        label="Client ID"
        code
        {...(isOptional && { hint: hintFor(facts) })}
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
