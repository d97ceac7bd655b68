import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { TextField } from './text-field.tsx'

export interface UrlFieldsProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (change: Partial<FormValues>) => void
}

/** The URLs of the provider, where each is a setting of its own. */
export function UrlFields({ values, errors, onChange }: UrlFieldsProps) {
  return (
    <>
      <TextField
        id="authorizeUrl"
        label="Authorize URL"
        code
        value={values.authorizeUrl}
        error={errors.authorizeUrl}
        onInput={(authorizeUrl) => onChange({ authorizeUrl })}
      />
      <TextField
        id="tokenUrl"
        label="Token URL"
        code
        value={values.tokenUrl}
        error={errors.tokenUrl}
        onInput={(tokenUrl) => onChange({ tokenUrl })}
      />
      <TextField
        id="apiUrl"
        label="API URL"
        code
        value={values.apiUrl}
        error={errors.apiUrl}
        hint="https only; http for this computer."
        onInput={(apiUrl) => onChange({ apiUrl })}
      />
    </>
  )
}
