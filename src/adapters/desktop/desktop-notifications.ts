import type { Log } from '../../core/ports.ts'
import { connectToSessionBus, type BusSignal, type SessionBus } from './session-bus.ts'

interface DesktopNotification {
  readonly title: string
  readonly body: string
  /** What a click does. Xfce shows it as a button, and a click elsewhere only closes the notification. */
  readonly action: string
  /** Stays until the user has dealt with it, and is withdrawn by then. */
  readonly stays: boolean
  /** The user clicked anywhere on it. */
  onClick(): void
  /** It is gone, or was never shown. */
  onClosed(): void
}

/** A picture with four bytes per pixel: red, green, blue, alpha. */
export interface IconPixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

/** Shows notifications on this Linux desktop. Source: freedesktop.org, Desktop Notifications Specification. */
export interface DesktopNotifications {
  /** Returns immediately, and never throws: failures are logged. Returns a function that withdraws the notification. */
  show(notification: DesktopNotification): () => void
}

const appName = 'Jira Token Tray'
const serviceName = 'org.freedesktop.Notifications'

const target = {
  destination: serviceName,
  path: '/org/freedesktop/Notifications',
  interface: serviceName,
}

const rules = [
  `type='signal',sender='${serviceName}',interface='${serviceName}'`,
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${serviceName}'`,
]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text as the markup of a notification's body ("Markup"). */
function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>]/g, (sign) => entities[sign] ?? '')
}

interface Service {
  readonly bus: SessionBus
  readonly capabilities: readonly unknown[]
}

async function connect(onSignal: (signal: BusSignal) => void): Promise<Service> {
  const bus = await connectToSessionBus()
  try {
    bus.onSignal(onSignal)
    for (const rule of rules) await bus.callBus('AddMatch', rule)
    const [capabilities] = await bus.call({ ...target, member: 'GetCapabilities' })
    return { bus, capabilities: Array.isArray(capabilities) ? capabilities : [] }
  } catch (error) {
    bus.close()
    throw error
  }
}

const urgencies = { normal: 1, critical: 2 } as const
const timeouts = { never: 0, asUsual: -1 } as const

/** Asks the service to show it. Resolves with its ID. */
async function notify(
  { bus, capabilities }: Service,
  { title, body, action, stays }: DesktopNotification,
  { width, height, rgba }: IconPixels,
): Promise<number> {
  const text = capabilities.includes('body-markup') ? escapeMarkup(body) : body
  // some services show a notification with actions as a dialog if they don't support them
  const actions = capabilities.includes('actions') ? ['default', action] : []
  const { Variant } = await import('@jellybrick/dbus-next')
  const pixels = [width, height, width * 4, true, 8, 4, Buffer.from(rgba)]
  const hints = {
    'desktop-entry': new Variant('s', 'jira-token-tray'),
    'image-data': new Variant('(iiibiiay)', pixels),
    // some services only keep critical ones, others only those without a timeout
    urgency: new Variant('y', stays ? urgencies.critical : urgencies.normal),
  }
  const [id] = await bus.call({
    ...target,
    member: 'Notify',
    signature: 'susssasa{sv}i',
    // replaces no other, and has no icon file
    body: [appName, 0, '', title, text, actions, hints, stays ? timeouts.never : timeouts.asUsual],
  })
  return Number(id)
}

/**
 * Sends notifications over a D-Bus connection of its own, because Electron waits for the service: one that hangs would
 * stop the main process for minutes. It connects when the first notification is shown, and again after a failure.
 */
export function createDesktopNotifications(
  log: Pick<Log, 'warn'>,
  icon: () => IconPixels,
): DesktopNotifications {
  const shown = new Map<number, DesktopNotification>()
  let connecting: Promise<Service> | null = null

  const forgetAll = (): void => {
    const gone = [...shown.values()]
    shown.clear()
    for (const { onClosed } of gone) onClosed()
  }

  const onSignal = ({ member, body }: BusSignal): void => {
    // a new service starts to count its IDs at the beginning
    if (member === 'NameOwnerChanged') return forgetAll()
    const id = Number(body[0])
    const notification = shown.get(id)
    if (notification === undefined) return
    if (member === 'ActionInvoked') notification.onClick()
    if (member !== 'NotificationClosed') return
    shown.delete(id)
    notification.onClosed()
  }

  const disconnect = (): void => {
    void connecting?.then(({ bus }) => bus.close()).catch(() => undefined)
    connecting = null
    forgetAll()
  }

  const close = ({ bus }: Service, id: number): void =>
    void bus
      .call({ ...target, member: 'CloseNotification', signature: 'u', body: [id] })
      // it is already closed
      .catch(() => undefined)

  return {
    show: (notification) => {
      let isWithdrawn = false
      let withdraw = (): void => undefined

      const connection = (connecting ??= connect(onSignal))
      const send = async (): Promise<void> => {
        const service = await connection
        const id = await notify(service, notification, icon())
        if (isWithdrawn) return close(service, id)
        shown.set(id, notification)
        withdraw = () => {
          if (shown.delete(id)) close(service, id)
        }
      }
      send().catch((error: unknown) => {
        log.warn('a notification could not be shown', { reason: String(error) })
        if (connecting === connection) disconnect()
        notification.onClosed()
      })

      return () => {
        isWithdrawn = true
        withdraw()
      }
    },
  }
}
