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

/** What a notification is about. */
export interface Occasion {
  readonly alert: Alert
  readonly accountId: string
}

export interface Notifier {
  /** Shows a notification; `onClick` is for the whole of it. */
  show(occasion: Occasion, accountName: string, onClick: () => void): void
  /** Closes those whose cause is over. */
  withdraw(isOver: (occasion: Occasion) => boolean): void
}

export function createNotifier(): Notifier {
  // also keeps them from being collected
  const shown = new Map<Notification, Occasion>()

  const show: Notifier['show'] = (occasion, accountName, onClick) => {
    if (!Notification.isSupported()) return
    const notification = new Notification(texts[occasion.alert](accountName))
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
