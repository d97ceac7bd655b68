import { Notification } from 'electron'
import { appIconPixels } from './app-icon.ts'
import { isolated } from '../shared/clean-text.ts'
import type { Alert } from '../core/accounts/account-tokens.ts'
import type { Log } from '../core/ports.ts'
import {
  createDesktopNotifications,
  type DesktopNotifications,
} from '../adapters/desktop/desktop-notifications.ts'

const texts: Record<Alert, (name: string) => { title: string; body: string; action: string }> = {
  signInNeeded: (name) => ({
    title: `${name}: sign in again`,
    body: 'Your sign-in is no longer accepted. Click to sign in.',
    action: 'Sign in',
  }),
  expired: (name) => ({
    title: `${name}: token expired`,
    body: 'Programs that use it get errors until it is renewed. Click for details.',
    action: 'Open',
  }),
  expiresSoon: (name) => ({
    title: `${name}: token expires soon`,
    body: 'It won’t be renewed automatically. Click to renew it in the app.',
    action: 'Open',
  }),
  notSaved: (name) => ({
    title: `${name}: new token not saved`,
    body: 'The keychain refused to save it. The token works, but you’d lose it if you quit. Click for details.',
    action: 'Open',
  }),
}

/** What a notification is about. */
export interface Occasion {
  readonly alert: Alert
  readonly accountId: string
}

export interface Notifier {
  /** Shows a notification; `onClick` is called for a click anywhere on it. */
  show(occasion: Occasion, accountName: string, onClick: () => void): void
  /** Closes the notifications that no longer apply. */
  withdraw(isOver: (occasion: Occasion) => boolean): void
}

/** Electron's own notifications; on Linux, they could stop the main process. */
const nativeNotifications: DesktopNotifications = {
  show: ({ title, body, stays, onClick, onClosed }) => {
    if (!Notification.isSupported()) return () => undefined
    const notification = new Notification({ title, body, timeoutType: stays ? 'never' : 'default' })
    notification.on('click', onClick)
    notification.on('close', onClosed)
    notification.show()
    return () => notification.close()
  },
}

export function createNotifier(log: Log): Notifier {
  const notifications =
    process.platform === 'linux' ? createDesktopNotifications(log, appIconPixels) : nativeNotifications
  /** How to withdraw each; also prevents garbage collection. */
  const shown = new Map<Occasion, () => void>()

  return {
    show: (occasion, accountName, onClick) => {
      const onClosed = () => void shown.delete(occasion)
      const text = texts[occasion.alert](isolated(accountName))
      const stays = occasion.alert === 'signInNeeded'
      shown.set(occasion, notifications.show({ ...text, stays, onClick, onClosed }))
    },
    withdraw: (isOver) => {
      for (const [occasion, withdraw] of shown) {
        if (!isOver(occasion)) continue
        shown.delete(occasion)
        withdraw()
      }
    },
  }
}
