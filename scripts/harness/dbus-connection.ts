import { once, type EventEmitter } from 'node:events'
import { Message, MessageType, sessionBus, Variant } from '@jellybrick/dbus-next'

/** A method call to a service on the bus. */
interface DbusCall {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: unknown[]
}

/** A service's answer to one method call: the signature and the values. */
type DbusAnswer = readonly [signature: string, ...values: unknown[]]

interface DbusService {
  readonly path: string
  readonly interface: string
  readonly methods: Readonly<Record<string, (body: unknown[], sender: string) => DbusAnswer>>
  /** Answers `org.freedesktop.DBus.Properties` with these values and their signatures. */
  readonly properties?: Readonly<Record<string, () => readonly [signature: string, value: unknown]>>
}

/** A test's connection to a session bus. */
export interface DbusConnection {
  /** Resolves with the values of the answer. */
  call(call: DbusCall): Promise<unknown[]>
  /** Answers calls to this object; uses raw messages, because the objects of real panels are simple. */
  serve(service: DbusService): void
  emit(path: string, interfaceName: string, member: string, signature: string, body: unknown[]): void
  requestName(name: string): Promise<void>
  releaseName(name: string): Promise<void>
  /** Calls back for each signal that matches this bus match rule. */
  onSignal(rule: string, listener: (message: Message) => void): Promise<void>
  close(): void
}

export const propertiesInterface = 'org.freedesktop.DBus.Properties'

/** The value with all variants unwrapped, at any depth. */
export function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Variant) return plain(value.value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

function propertyMethods(table: NonNullable<DbusService['properties']>): DbusService['methods'] {
  const read = (name: unknown) => {
    const property = table[String(name)]
    if (property === undefined) throw new Error(`no property ${String(name)}`)
    const [signature, value] = property()
    return new Variant(signature, value)
  }
  return {
    Get: ([, name]) => ['v', read(name)],
    GetAll: () => ['a{sv}', Object.fromEntries(Object.keys(table).map((name) => [name, read(name)]))],
  }
}

/** Opens a separate connection to this bus. */
export async function connectToDbus(busAddress: string): Promise<DbusConnection> {
  const bus = sessionBus({ busAddress })
  const emitter: EventEmitter = bus
  await once(bus, 'connect')
  // the bus may end before the test that uses it
  emitter.on('error', () => undefined)

  const call: DbusConnection['call'] = async (parameters) =>
    (await bus.call(new Message(parameters)))?.body ?? []
  const callBus = (member: string, argument: string): Promise<unknown[]> =>
    call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member,
      signature: 's',
      body: [argument],
    })

  const answer = (message: Message, methods: DbusService['methods']): boolean => {
    const method = methods[message.member ?? '']
    if (method === undefined) return false
    try {
      const [signature, ...values] = method(message.body, message.sender ?? '')
      bus.send(Message.newMethodReturn(message, signature, values))
    } catch (error) {
      bus.send(Message.newError(message, 'org.freedesktop.DBus.Error.Failed', String(error)))
    }
    return true
  }

  return {
    call,
    serve: ({ path, interface: name, methods, properties }) => {
      const getters = properties === undefined ? {} : propertyMethods(properties)
      bus.addMethodHandler((message) => {
        if (message.path !== path) return false
        if (message.interface === name) return answer(message, methods)
        return (
          message.interface === propertiesInterface && message.body[0] === name && answer(message, getters)
        )
      })
    },
    emit: (path, interfaceName, member, signature, body) =>
      bus.send(Message.newSignal(path, interfaceName, member, signature, body)),
    requestName: async (name) => {
      await bus.requestName(name)
    },
    releaseName: async (name) => {
      await bus.releaseName(name)
    },
    onSignal: async (rule, listener) => {
      bus.on('message', (message) => {
        if (message.type === MessageType.SIGNAL) listener(message)
      })
      await callBus('AddMatch', `type='signal',${rule}`)
    },
    close: () => bus.disconnect(),
  }
}
