import { render } from 'preact'
import { App } from './app.tsx'
import { setTimeLocale } from '../shared/time-text.ts'
import { createSnapshotStore } from './state/snapshot-store.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import './styles/overlays.css'
import './styles/accounts.css'
import './styles/account-extras.css'
import './styles/welcome.css'
import './styles/form.css'
import './styles/kinds.css'
import './styles/settings.css'
import './styles/history.css'
import './styles/files.css'
import './styles/mcp.css'
import './styles/narrow.css'
import './styles/forced-colors.css'

// the same as in the tray
setTimeLocale(new URLSearchParams(location.search).get('time') || undefined)

const root = document.getElementById('app')
if (root !== null) render(<App store={createSnapshotStore(window.tokenTray)} />, root)
