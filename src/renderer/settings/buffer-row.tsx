import { useState } from 'preact/hooks'
import { bufferMinutesRange } from '../../shared/account-defaults.ts'
import './buffer-row.css'

export interface BufferRowProps {
  readonly minutes: number
  readonly onChange: (minutes: number) => void
}

/** How long before expiry a renewal is due; saved when the slider is released. */
export function BufferRow({ minutes, onChange }: BufferRowProps) {
  const [dragged, setDragged] = useState<number | null>(null)
  const { min, max } = bufferMinutesRange
  const shown = dragged ?? minutes
  return (
    <div class="row row-stacked">
      <span class="row-text">
        <span class="row-label">Renewal buffer</span>
        <span class="row-hint">Renew this long before a token expires</span>
      </span>
      <output class="row-value">{shown} min</output>
      <input
        type="range"
        class="range"
        style={{ '--filled': `${((shown - min) / (max - min)) * 100}%` }}
        aria-label="Renewal buffer"
        aria-valuetext={`${shown} minutes`}
        min={min}
        max={max}
        value={shown}
        onInput={(event) => setDragged(event.currentTarget.valueAsNumber)}
        onChange={(event) => {
          setDragged(null)
          onChange(event.currentTarget.valueAsNumber)
        }}
      />
    </div>
  )
}
