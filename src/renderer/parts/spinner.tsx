import './spinner.css'

/** A small spinning ring; needs text next to it that says what is happening. */
export function Spinner() {
  return (
    <svg class="spinner" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
      <circle class="spinner-track" cx="10" cy="10" r="7.5" />
      <path class="spinner-arc" d="M10 2.5a7.5 7.5 0 0 1 7.5 7.5" />
    </svg>
  )
}
