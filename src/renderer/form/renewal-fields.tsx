import { SelectRow } from '../parts/select-row.tsx'
import type { SelectOption } from '../parts/select.tsx'
import { Switch } from '../parts/switch.tsx'
import type { FormValues } from './form-values.ts'

export interface RenewalFieldsProps {
  readonly values: FormValues
  readonly defaultBufferMinutes: number
  readonly onChange: (change: Partial<FormValues>) => void
}

const choices = [1, 2, 3, 5, 10, 15, 20, 30]

/** The buffers to choose from, including one that was set elsewhere. */
export function bufferOptions(current: number | null, defaultMinutes: number): SelectOption<number | null>[] {
  const minutes = new Set(current === null ? choices : [...choices, current])
  return [
    { value: null, label: `Default (${defaultMinutes} min)` },
    ...[...minutes].toSorted((a, b) => a - b).map((value) => ({ value, label: `${value} min` })),
  ]
}

/** Whether and when this account's token is renewed. */
export function RenewalFields({ values, defaultBufferMinutes, onChange }: RenewalFieldsProps) {
  return (
    <fieldset class="group">
      <legend class="group-title">Renewal</legend>
      <div class="panel">
        <Switch
          label="Auto-renewal"
          hint="Renew the token before it expires"
          checked={values.autoRenewal}
          onChange={(autoRenewal) => onChange({ autoRenewal })}
        />
        <SelectRow
          label="Renewal buffer"
          hint="How long before expiry to renew"
          options={bufferOptions(values.bufferMinutes, defaultBufferMinutes)}
          value={values.bufferMinutes}
          onChange={(bufferMinutes) => onChange({ bufferMinutes })}
        />
      </div>
    </fieldset>
  )
}
