import type { ComponentChildren } from 'preact'
import './field.css'

export interface FieldProps {
  /** The id of the control; the ids of the error and the hint derive from it. */
  readonly id: string
  readonly label: string
  readonly hint?: ComponentChildren
  readonly error?: string | undefined
  readonly children: ComponentChildren
}

/** The `aria-describedby` of a field's control. */
export function describedBy({
  id,
  hint,
  error,
}: Pick<FieldProps, 'id' | 'hint' | 'error'>): string | undefined {
  const ids = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`]
  const text = ids.filter((part) => part !== false).join(' ')
  return text === '' ? undefined : text
}

/** A control with its label, error, and hint. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div class={`field${error === undefined ? '' : ' field-invalid'}`}>
      <label class="field-label" for={id}>
        {label}
      </label>
      {children}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  )
}
