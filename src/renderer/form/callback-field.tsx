import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { TextField } from './text-field.tsx'

const hints: Readonly<Partial<Record<AccountKind, string>>> = {
  'jira-cloud': 'Must match the one in the developer console exactly.',
  'mcp-server': 'Registered together with the client ID: change both or neither.',
  'jira-data-center':
    'Must match the incoming link exactly. Jira accepts only https, which works in the sign-in window. To sign in in your browser, use http://localhost if your administrator allows it.',
}

export interface CallbackFieldProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (change: Partial<FormValues>) => void
}

/** The URL the provider redirects to after the sign-in, if there is one. */
export function CallbackField({ values, errors, onChange }: CallbackFieldProps) {
  if (!kindTraits[values.kind].signsIn) return null
  return (
    <TextField
      id="redirectUri"
      label="Callback URL"
      code
      hint={hints[values.kind] ?? ''}
      value={values.redirectUri}
      error={errors.redirectUri}
      onInput={(redirectUri) => onChange({ redirectUri })}
    />
  )
}
