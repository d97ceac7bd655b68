import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'
import { IconButton } from './icon-button.tsx'
import './callout.css'

type CalloutTone = 'info' | 'warning' | 'error' | 'success'

export interface CalloutProps {
  readonly tone: CalloutTone
  readonly title?: string
  readonly icon?: IconName
  /** Announced immediately; for the result of something the user just did. */
  readonly live?: boolean
  readonly onDismiss?: () => void
  readonly children?: ComponentChildren
}

const defaultIcons: Record<CalloutTone, IconName> = {
  info: 'info',
  warning: 'alert',
  error: 'alert',
  success: 'check',
}

/** A tinted box that says what happened and what to do. */
export function Callout({ tone, title, icon, live = false, onDismiss, children }: CalloutProps) {
  const role = live ? (tone === 'error' ? 'alert' : 'status') : 'note'
  return (
    <div class={`callout callout-${tone}`} role={role}>
      <span class="callout-icon">
        <Icon name={icon ?? defaultIcons[tone]} />
      </span>
      <div class="callout-body">
        {title !== undefined && <p class="callout-title">{title}</p>}
        {children}
      </div>
      {onDismiss !== undefined && <IconButton icon="close" label="Dismiss" onClick={onDismiss} />}
    </div>
  )
}
