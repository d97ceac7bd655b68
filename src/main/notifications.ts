import { Notification } from 'electron'
import { isolated } from '../shared/clean-text.ts'
import type { Alert } from '../core/accounts/account-tokens.ts'

const texts: Record<Alert, (name: string) => { title: string; body: string }> = {
  signInNeeded: (name) => ({
    title: `${name}: sign in again`,
    body: 'Your sign-in is no longer accepted. Click to sign in.',
  }),
  expired: (name) => ({
    title: `${name}: token expired`,
    body: 'Programs that use it get errors until it is renewed. Click for details.',
  }),
  expiresSoon: (name) => ({
    title: `${name}: token expires soon`,
    body: 'It won’t be renewed automatically. Click to renew it in the app.',
  }),
  notSaved: (name) => ({
    title: `${name}: new token not saved`,
    body: 'The keychain refused to save it. The token works, but you’d lose it if you quit. Click for details.',
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

export function createNotifier(): Notifier {
  // also prevents garbage collection
  const shown = new Map<Notification, Occasion>()

  const show: Notifier['show'] = (occasion, accountName, onClick) => {
    if (!Notification.isSupported()) return
    const notification = new Notification(texts[occasion.alert](isolated(accountName)))
    shown.set(notification, occasion)
    notification.on('click', onClick)
    notification.on('close', () => shown.delete(notification))
    notification.show()
  }

  return {
    show,
    withdraw: (isOver) => {
      for (const [notification, occasion] of shown) {
        if (!isOver(occasion)) continue
        shown.delete(notification)
        notification.close()
      }
    },
  }
}
