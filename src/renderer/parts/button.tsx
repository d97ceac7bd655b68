import type { ComponentChildren } from 'preact'
import { shortcutProps, type ShortcutName } from '../state/shortcuts.ts'
import { Icon, type IconName } from './icon.tsx'
import { Spinner } from './spinner.tsx'
import './button.css'

export interface ButtonProps {
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  readonly icon?: IconName
  readonly busy?: boolean
  readonly disabled?: boolean
  readonly submit?: boolean
  readonly wide?: boolean
  /** As wide as its text needs; other buttons share the rest of the row. */
  readonly grow?: boolean
  readonly shortcut?: ShortcutName | undefined
  readonly onClick?: () => void
  readonly children: ComponentChildren
}

/** A button with a label. While busy or disabled it keeps focus but ignores clicks. */
export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    icon,
    busy = false,
    disabled = false,
    submit = false,
    wide = false,
    grow = false,
    shortcut,
  } = props
  const off = busy || disabled
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={`button button-${variant}${wide ? ' button-wide' : ''}${grow ? ' button-grow' : ''}`}
      aria-disabled={off}
      aria-busy={busy}
      {...shortcutProps(shortcut)}
      onClick={(event) => {
        if (off) event.preventDefault()
        else props.onClick?.()
      }}
    >
      {busy ? <Spinner /> : icon !== undefined && <Icon name={icon} size={17} />}
      <span class="button-text">{props.children}</span>
    </button>
  )
}
