import { Notification } from 'electron'
import type { Alert } from '../core/accounts/alert.ts'

const texts: Record<Alert, (name: string) => { title: string; body: string }> = {
  signInNeeded: (name) => ({
    title: `${name}: sign in again`,
    body: 'The stored sign-in is no longer accepted. Click to sign in.',
  }),
  expired: (name) => ({
    title: `${name}: the token has expired`,
    body: 'Programs that use it are refused until it is renewed. Click to see why.',
  }),
  expiresSoon: (name) => ({
    title: `${name}: the token expires soon`,
    body: 'It is not renewed by itself. Click to renew it.',
  }),
  notSaved: (name) => ({
    title: `${name}: the new token could not be saved`,
    body: 'The keychain does not take it. It works, but would be lost on quit. Click to see why.',
  }),
}

/** Shows a notification; `onClick` is for the whole of it. Kept from being collected until it is gone. */
export function createNotifier(): (alert: Alert, accountName: string, onClick: () => void) => void {
  const shown = new Set<Notification>()
  return (alert, accountName, onClick) => {
    if (!Notification.isSupported()) return
    const notification = new Notification(texts[alert](accountName))
    shown.add(notification)
    notification.on('click', onClick)
    notification.on('close', () => shown.delete(notification))
    notification.show()
  }
}
