import { kindTraits } from '../../shared/account-kinds.ts'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { TextField } from './text-field.tsx'

export interface UrlFieldsProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (change: Partial<FormValues>) => void
}

/** The provider's URLs, for kinds where the user enters each one. */
export function UrlFields({ values, errors, onChange }: UrlFieldsProps) {
  return (
    <>
      {kindTraits[values.kind].signsIn && (
        <TextField
          id="authorizeUrl"
          label="Authorize URL"
          code
          value={values.authorizeUrl}
          error={errors.authorizeUrl}
          onInput={(authorizeUrl) => onChange({ authorizeUrl })}
        />
      )}
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
        hint="https only (http is allowed for this computer)."
        onInput={(apiUrl) => onChange({ apiUrl })}
      />
    </>
  )
}
