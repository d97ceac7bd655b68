import { connectToDbus, plain } from './dbus-connection.ts'

/** A notification as the desktop received it. */
interface ShownNotification {
  readonly id: number
  readonly title: string
  readonly body: string
  /** The keys of its actions; `default` means a click anywhere on it. */
  readonly actions: readonly string[]
  /** 0: low, 1: normal, 2: critical. */
  readonly urgency: number
  /** 0: never; -1: the service decides. */
  readonly timeoutMs: number
  /** Width, height, row stride, alpha, bits per sample, channels, pixels. */
  readonly image: readonly unknown[] | null
  readonly closed: boolean
}

/** The desktop's notification service, with its user. */
export interface NotificationServer {
  /** All notifications shown, oldest first, including closed ones. */
  shown(): readonly ShownNotification[]
  /** Everything that was sent, as searchable text. */
  raw(): string
  click(id: number): void
  close(): void
}

const name = 'org.freedesktop.Notifications'
const path = '/org/freedesktop/Notifications'

/** Source: freedesktop.org, Desktop Notifications Specification, "org.freedesktop.Notifications.NotificationClosed". */
const reasons = { dismissedByUser: 2, closedByCall: 3 } as const

/** Starts a notification service on this session bus. */
export async function startNotificationServer(
  busAddress: string,
  // without `actions`, the app doesn't offer a click
  capabilities: readonly string[] = ['actions', 'body'],
): Promise<NotificationServer> {
  const bus = await connectToDbus(busAddress)
  const all: ShownNotification[] = []
  const sent: string[] = []

  const end = (id: number, reason: number): void => {
    const index = all.findIndex((one) => one.id === id)
    const found = all[index]
    if (found === undefined || found.closed) return
    all[index] = { ...found, closed: true }
    bus.emit(path, name, 'NotificationClosed', 'uu', [id, reason])
  }

  bus.serve({
    path,
    interface: name,
    methods: {
      GetServerInformation: () => ['ssss', 'Test', 'Jira Token Tray', '1', '1.2'],
      GetCapabilities: () => ['as', capabilities],
      Notify: (body) => {
        sent.push(
          JSON.stringify(body, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        )
        const [, replaces, , title, text, actions, hints, timeoutMs] = body as [
          string,
          number,
          string,
          string,
          string,
          string[],
          unknown,
          number,
        ]
        const { urgency, 'image-data': image } = plain(hints) as {
          urgency?: number
          'image-data'?: unknown[]
        }
        const id = replaces === 0 ? all.length + 1 : replaces
        const one = {
          id,
          title,
          body: text,
          actions: actions.filter((_, index) => index % 2 === 0),
          urgency: urgency ?? 1,
          timeoutMs,
          image: image ?? null,
          closed: false,
        }
        const index = all.findIndex((other) => other.id === id)
        if (index === -1) all.push(one)
        else all[index] = one
        return ['u', id]
      },
      CloseNotification: ([id]) => {
        end(Number(id), reasons.closedByCall)
        return ['']
      },
    },
  })
  await bus.requestName(name)

  return {
    shown: () => all,
    raw: () => sent.join('\n'),
    click: (id) => {
      bus.emit(path, name, 'ActionInvoked', 'us', [id, 'default'])
      end(id, reasons.dismissedByUser)
    },
    close: () => bus.close(),
  }
}
