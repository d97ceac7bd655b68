/** A small ring for a row of the account list. */
export function MiniRing({ fraction }: { readonly fraction: number }) {
  return (
    <svg class="mini-ring" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
      <circle class="mini-ring-track" cx="14" cy="14" r="11" />
      {fraction > 0 && (
        <circle
          class="mini-ring-value"
          cx="14"
          cy="14"
          r="11"
          pathLength={100}
          stroke-dasharray={`${(fraction * 100).toFixed(1)} 100`}
        />
      )}
    </svg>
  )
}
