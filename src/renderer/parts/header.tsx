import type { Settings } from '../../shared/settings.ts'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { AppMark } from './app-mark.tsx'
import { IconButton } from './icon-button.tsx'

/** The bar of the main view: the app's name, the pin and the way to the settings. */
export function Header({ settings }: { readonly settings: Settings }) {
  const { windowPinned } = settings
  return (
    <header class="header">
      <AppMark />
      <h1 class="header-title">Jira Token Tray</h1>
      <IconButton
        icon="pin"
        label="Keep window open"
        pressed={windowPinned}
        onClick={() => void call('settings:save', { windowPinned: !windowPinned })}
      />
      <IconButton icon="settings" label="Settings" onClick={() => navigate({ page: 'settings' })} />
    </header>
  )
}
