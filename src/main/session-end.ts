import { BaseWindow, powerMonitor } from 'electron'

export interface SessionEnd {
  /** The session is about to end, unless the user or another program changes that. */
  soon(): void
  /** The session ends: the system will end this program too, in a few seconds. */
  now(): void
}

/**
 * Tells when the user logs off or the computer shuts down. Windows tells only windows, and there may be none, so a hidden
 * one without a page listens. On Linux a signal comes instead. Source: Electron documentation, BaseWindow `session-end` and
 * powerMonitor `shutdown`.
 */
export function watchSessionEnd({ soon, now }: SessionEnd, platform = process.platform): void {
  if (platform === 'darwin') powerMonitor.on('shutdown', now)
  if (platform !== 'win32') return
  const hidden = new BaseWindow({ show: false, skipTaskbar: true, focusable: false })
  hidden.on('query-session-end', soon)
  hidden.on('session-end', now)
}
