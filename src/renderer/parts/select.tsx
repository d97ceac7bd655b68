import { Icon } from './icon.tsx'
import './select.css'

export interface SelectOption<T> {
  readonly value: T
  readonly label: string
}

export interface SelectProps<T> {
  readonly id?: string
  readonly label: string
  readonly options: readonly SelectOption<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
}

/** A drop-down list for values of any type. */
export function Select<T>({ id, label, options, value, onChange }: SelectProps<T>) {
  const selected = options.findIndex((option) => option.value === value)
  return (
    <span class="select">
      <select
        {...(id !== undefined && { id })}
        aria-label={label}
        value={String(selected)}
        onChange={(event) => {
          const option = options[Number(event.currentTarget.value)]
          if (option !== undefined) onChange(option.value)
        }}
      >
        {options.map((option, index) => (
          <option key={option.label} value={String(index)} selected={index === selected}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron" size={14} />
    </span>
  )
}
