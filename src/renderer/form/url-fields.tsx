import { kindTraits } from '../../shared/account-kinds.ts'
import { urlFields, type FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { TextField } from './text-field.tsx'

export interface UrlFieldsProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (change: Partial<FormValues>) => void
}

/** The provider's URLs, for kinds where the user enters each one. */
export function UrlFields({ values, errors, onChange }: UrlFieldsProps) {
  const { signsIn } = kindTraits[values.kind]
  return urlFields
    .filter(({ field }) => signsIn || field !== 'authorizeUrl')
    .map(({ field, ...texts }) => (
      <TextField
        key={field}
        id={field}
        code
        value={values[field]}
        error={errors[field]}
        onInput={(url) => onChange({ [field]: url })}
        {...texts}
      />
    ))
}
