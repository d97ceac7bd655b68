import { Select, type SelectProps } from './select.tsx'

export interface SelectRowProps<T> extends SelectProps<T> {
  readonly hint: string
}

/** A row with a label and a drop-down list. */
export function SelectRow<T>({ hint, ...select }: SelectRowProps<T>) {
  return (
    <div class="row">
      <span class="row-text">
        <span class="row-label">{select.label}</span>
        <span class="row-hint">{hint}</span>
      </span>
      <Select {...select} />
    </div>
  )
}
