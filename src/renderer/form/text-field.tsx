import { describedBy, Field } from './field.tsx'

export interface TextFieldProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly hint?: string
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly maxLength?: number
  /** For identifiers and URLs: a monospaced font. */
  readonly code?: boolean
}

/** A single-line text field with a label. */
export function TextField({ onInput, placeholder, maxLength, code = false, ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      <input
        id={field.id}
        name={field.id}
        type="text"
        class={code ? 'input input-code' : 'input'}
        value={field.value}
        placeholder={placeholder}
        maxLength={maxLength}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={field.error !== undefined}
        aria-describedby={describedBy(field)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </Field>
  )
}
