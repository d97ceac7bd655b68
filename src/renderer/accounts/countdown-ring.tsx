import type { Countdown } from './countdown.ts'
import './countdown-ring.css'

/** Words are shown smaller in the ring than digits. */
const isWord = (text: string) => !/^[\d:]+$/.test(text)

/** The shrinking ring around the time left. Screen readers can read the time, but it is not announced. */
export function CountdownRing({ countdown }: { readonly countdown: Countdown }) {
  const { text, caption, fraction, renewalMark, turning } = countdown
  return (
    <div class={`ring${turning ? ' ring-turning' : ''}`}>
      <svg viewBox="0 0 200 200" aria-hidden="true">
        <circle class="ring-track" cx="100" cy="100" r="90" />
        {fraction > 0 && (
          <circle
            class="ring-value"
            cx="100"
            cy="100"
            r="90"
            pathLength={100}
            stroke-dasharray={`${(fraction * 100).toFixed(2)} 100`}
          />
        )}
        {turning && (
          <circle class="ring-turn" cx="100" cy="100" r="90" pathLength={100} stroke-dasharray="12 88" />
        )}
        {renewalMark !== null && !turning && (
          <g transform={`rotate(${(renewalMark * 360).toFixed(2)} 100 100)`}>
            <line class="ring-mark" x1="100" y1="3" x2="100" y2="17" />
          </g>
        )}
      </svg>
      <div class="ring-text">
        <div
          role="timer"
          aria-label="Time left"
          aria-live="off"
          class={isWord(text) ? 'ring-word' : text.length > 5 ? 'ring-long' : 'ring-digits'}
        >
          {text}
        </div>
        {caption !== '' && <div class="ring-caption">{caption}</div>}
      </div>
    </div>
  )
}
