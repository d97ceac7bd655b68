import './styles/global.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { setTimeLocale } from '../shared/time-text.ts'
import { createSnapshotStore } from './state/snapshot-store.ts'

// the same as in the tray
setTimeLocale(new URLSearchParams(location.search).get('time') || undefined)

const root = document.getElementById('app')
if (root !== null) render(<App store={createSnapshotStore(window.tokenTray)} />, root)
