import './switch.css'

export interface SwitchProps {
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** A row with a label and a switch. */
export function Switch({ label, hint, checked, onChange }: SwitchProps) {
  return (
    <label class="row">
      <span class="row-text">
        <span class="row-label">{label}</span>
        {hint !== undefined && <span class="row-hint">{hint}</span>}
      </span>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        aria-label={label}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  )
}
