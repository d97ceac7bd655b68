import { Icon, type IconName } from './icon.tsx'

export interface IconButtonProps {
  readonly icon: IconName
  /** The accessible name, also shown as a tip. */
  readonly label: string
  /** For a button that stays pressed. */
  readonly pressed?: boolean
  readonly onClick: () => void
}

/** A square button with an icon only. */
export function IconButton({ icon, label, pressed, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
