import type { PastDay } from '../../shared/history.ts'
import './strip-drawing.css'

/** In minutes; so are the positions in the drawing. */
const width = 24 * 60
const height = 10

/** A day as a strip: when the token was valid, and when it was renewed. */
export function StripDrawing({ day }: { readonly day: PastDay }) {
  const at = (ms: number) => (ms - day.fromMs) / 60_000
  return (
    <svg class="strip" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="strip-unknown" width={width} height={height} />
      {day.spans.map(({ kind, fromMs, toMs }) => (
        <rect
          key={`${kind} ${fromMs}`}
          class={`strip-${kind}`}
          x={at(fromMs)}
          width={at(toMs) - at(fromMs)}
          height={height}
        />
      ))}
      {day.renewals.map((ms) => (
        <rect key={ms} class="strip-renewal" x={at(ms) - 2} width={4} height={height} />
      ))}
      {day.failures.map((ms) => (
        <rect key={ms} class="strip-failure" x={at(ms) - 3} width={6} height={height} />
      ))}
    </svg>
  )
}
