import type { Settings } from '../../shared/settings.ts'
import './surface-row.css'

type Surface = Settings['signInSurface']

const surfaces: readonly { readonly value: Surface; readonly label: string }[] = [
  { value: 'window', label: 'Window' },
  { value: 'browser', label: 'Browser' },
]

export interface SurfaceRowProps {
  readonly surface: Surface
  readonly onChange: (surface: Surface) => void
}

/** Where the sign-in page opens. */
export function SurfaceRow({ surface, onChange }: SurfaceRowProps) {
  return (
    <div class="row" role="radiogroup" aria-label="Sign-in opens in">
      <span class="row-text">
        <span class="row-label">Sign-in opens in</span>
        <span class="row-hint">
          {surface === 'window' ? 'A window in this app' : 'Works with Google and passkeys'}
        </span>
      </span>
      <span class="segments">
        {surfaces.map(({ value, label }) => (
          <label key={value} class="segment">
            <input
              type="radio"
              name="signInSurface"
              value={value}
              checked={surface === value}
              onChange={() => onChange(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </span>
    </div>
  )
}
