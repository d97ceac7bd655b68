import { once, type EventEmitter } from 'node:events'

/** A program that takes longer to answer is hanging. libdbus has the same limit: `_DBUS_DEFAULT_TIMEOUT_VALUE`. */
const answerTimeoutMs = 25_000

/** A method call to a program on the bus. */
interface BusCall {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: unknown[]
}

export interface BusSignal {
  readonly member: string
  readonly body: readonly unknown[]
}

/** A connection to the user's session bus. Nothing here blocks, and nothing waits forever. */
export interface SessionBus {
  /** Resolves with the values of the answer. Rejects if there is an error, no connection, or no answer in time. */
  call(call: BusCall): Promise<readonly unknown[]>
  /** Reads a property of an object's interface, without its variant. Rejects as `call` does. */
  property(of: Pick<BusCall, 'destination' | 'path' | 'interface'>, name: string): Promise<unknown>
  /** Asks the bus itself, with one argument. Resolves with the first value. Rejects as `call` does. */
  callBus(member: string, argument: string): Promise<unknown>
  /** Calls back for each signal that the bus delivers; ask for them with `AddMatch`. */
  onSignal(listener: (signal: BusSignal) => void): void
  close(): void
}

/** Rejects if it takes longer. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    // after `close`, there is nothing to wait for
    timer.unref()
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/**
 * Connects to the session bus. Rejects if there is none, or if it doesn't answer in time.
 *
 * @param timeoutMs for connecting, and for each answer
 */
export async function connectToSessionBus(timeoutMs = answerTimeoutMs): Promise<SessionBus> {
  // only Linux desktops need this library
  const { sessionBus, Message, MessageType } = await import('@jellybrick/dbus-next')
  const bus = sessionBus()
  const emitter: EventEmitter = bus
  const broken = new Promise<never>((_resolve, reject) => emitter.on('error', reject))
  broken.catch(() => undefined)
  const close = () => bus.disconnect()
  try {
    await inTime(Promise.race([once(bus, 'connect'), broken]), timeoutMs)
  } catch (error) {
    close()
    throw error
  }

  const call: SessionBus['call'] = async (parameters) => {
    const answer = await inTime(Promise.race([bus.call(new Message(parameters)), broken]), timeoutMs)
    return answer?.body ?? []
  }
  return {
    call,
    property: async ({ interface: name, ...object }, property) => {
      const [value] = await call({
        ...object,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: [name, property],
      })
      return (value as { value?: unknown } | undefined)?.value
    },
    callBus: async (member, argument) => {
      const [value] = await call({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member,
        signature: 's',
        body: [argument],
      })
      return value
    },
    onSignal: (listener) =>
      void bus.on('message', ({ type, member, body }) => {
        // later than whoever awaits an answer that came just before it
        if (type === MessageType.SIGNAL) setImmediate(() => listener({ member: member ?? '', body }))
      }),
    close,
  }
}
