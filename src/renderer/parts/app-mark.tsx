import './app-mark.css'

/** The app's logo: a token inside a countdown ring (assets/icon.svg, without gradients). */
export function AppMark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg class="app-mark" viewBox="0 0 1024 1024" width={size} height={size} aria-hidden="true">
      <rect class="app-mark-tile" x="24" y="24" width="976" height="976" rx="228" />
      <circle class="app-mark-track" cx="512" cy="512" r="300" />
      <path class="app-mark-ring" d="M512 212 A300 300 0 1 1 212 512" />
      <path
        class="app-mark-token"
        d="M512 352 A160 160 0 1 1 511.9 352 Z M512 414 A58 58 0 0 0 484 522.8 L466 590 A14 14 0 0 0 479.5 608 L544.5 608 A14 14 0 0 0 558 590 L540 522.8 A58 58 0 0 0 512 414 Z"
      />
    </svg>
  )
}
