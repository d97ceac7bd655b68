import { shortcutProps, type ShortcutName } from '../state/shortcuts.ts'
import { Icon, type IconName } from './icon.tsx'
import './icon-button.css'

export interface IconButtonProps {
  readonly icon: IconName
  /** The accessible name, also shown as a tooltip. */
  readonly label: string
  /** For a toggle button. */
  readonly pressed?: boolean
  readonly shortcut?: ShortcutName
  readonly onClick: () => void
}

/** A square button with only an icon. */
export function IconButton({ icon, label, pressed, shortcut, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      {...shortcutProps(shortcut, `${label} ·`)}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
