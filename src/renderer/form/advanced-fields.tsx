import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { TextField } from './text-field.tsx'

export interface AdvancedFieldsProps {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (change: Partial<FormValues>) => void
}

/** The URLs that only few change; opens by itself when one of them is wrong. */
export function AdvancedFields({ values, errors, onChange }: AdvancedFieldsProps) {
  const [open, setOpen] = useState(false)
  const wrong = errors.authorizeUrl ?? errors.tokenUrl ?? errors.apiUrl
  useEffect(() => {
    if (wrong !== undefined) setOpen(true)
  }, [wrong])
  return (
    <details class="advanced" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron" size={15} />
        Advanced
      </summary>
      <div class="fields">
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
      </div>
    </details>
  )
}
