import type { AccountKind } from '../../shared/account-kinds.ts'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { TextField } from './text-field.tsx'

const hints: Readonly<Record<AccountKind, string>> = {
  'jira-cloud': 'Exactly as it is registered in the developer console.',
  'mcp-server': 'It is registered with the client ID: change both or none.',
  'jira-data-center':
    'Exactly as in the incoming link. Jira takes https only, which the sign-in window catches; a browser sign-in needs http://localhost, where your administrator allows that.',
}

export interface CallbackFieldProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (change: Partial<FormValues>) => void
}

/** Where the provider sends the browser when the sign-in is done. */
export function CallbackField({ values, errors, onChange }: CallbackFieldProps) {
  return (
    <TextField
      id="redirectUri"
      label="Callback URL"
      code
      hint={hints[values.kind]}
      value={values.redirectUri}
      error={errors.redirectUri}
      onInput={(redirectUri) => onChange({ redirectUri })}
    />
  )
}
