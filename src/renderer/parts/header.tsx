import type { Settings } from '../../shared/settings.ts'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { AppMark } from './app-mark.tsx'
import { IconButton } from './icon-button.tsx'
import './header.css'

export interface HeaderProps {
  readonly settings: Settings
  /** Without the app's name, for a page that already shows it. */
  readonly bare?: boolean
}

/** The header of the main view: the app's name, the pin, and the settings button. */
export function Header({ settings, bare = false }: HeaderProps) {
  const { windowPinned } = settings
  return (
    <header class="header">
      {!bare && <AppMark />}
      <h1 class="header-title">
        {bare ? <span class="visually-hidden">Jira Token Tray</span> : 'Jira Token Tray'}
      </h1>
      <IconButton
        icon="pin"
        label="Keep window open"
        pressed={windowPinned}
        onClick={() => void call('settings:save', { windowPinned: !windowPinned })}
      />
      <IconButton
        icon="settings"
        label="Settings"
        shortcut="settings"
        onClick={() => navigate({ page: 'settings' })}
      />
    </header>
  )
}
