import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startBackgroundProcess } from './background-process.ts'
import type { EventEmitter } from 'node:events'
import type { Message, MessageBus } from '@jellybrick/dbus-next'
import type { SystemUser } from './background-process.ts'
import type { Watchdog } from './watchdog.ts'

const secrets = 'org.freedesktop.secrets'
const secretsPath = '/org/freedesktop/secrets'
const loginCollection = '/org/freedesktop/secrets/collection/login'
const password = 'private desktop'

/** Against hanging only: on a slow machine it takes long. */
const timeoutMs = 120_000

export interface Keyring {
  /** Locks the login collection: reads return nothing, and writes are refused. */
  lock(): Promise<void>
  /** Kills the daemon: its name disappears from the bus. */
  kill(): Promise<void>
  /** Stops the daemon, starts a new one with the same files, and waits until it is ready. */
  restart(state?: 'unlocked' | 'locked'): Promise<void>
}

interface Surroundings {
  busAddress: string
  env: NodeJS.ProcessEnv
  runtimeDir: string
  watchdog: Watchdog
  user: SystemUser | undefined
}

/** Starts gnome-keyring's Secret Service with its own login collection, and waits until it is ready. */
export async function startKeyring(state: 'unlocked' | 'locked', surroundings: Surroundings) {
  let daemon = await startDaemon('unlocked', surroundings)
  const keyring: Keyring = {
    async lock() {
      await withBus(surroundings.busAddress, async (bus) => {
        await call(bus, 'org.freedesktop.Secret.Service', 'Lock', 'ao', [[loginCollection]])
        if (!(await loginIsLocked(bus))) throw new Error('gnome-keyring did not lock its login collection')
      })
    },
    async kill() {
      await daemon.stop()
      await withBus(surroundings.busAddress, (bus) => untilOwned(bus, false))
    },
    async restart(next = 'unlocked') {
      await keyring.kill()
      daemon = await startDaemon(next, surroundings)
    },
  }
  if (state === 'locked') await keyring.lock()
  return keyring
}

async function startDaemon(
  state: 'unlocked' | 'locked',
  { busAddress, env, runtimeDir, watchdog, user }: Surroundings,
) {
  const control = join(runtimeDir, 'keyring')
  mkdirSync(control, { recursive: true, mode: 0o700 })
  if (user) chownSync(control, user.uid, user.gid)
  const unlocked = state === 'unlocked'
  const daemon = startBackgroundProcess({
    command: 'gnome-keyring-daemon',
    args: [
      ...(unlocked ? ['--unlock'] : []),
      '--foreground',
      '--components=secrets',
      `--control-directory=${control}`,
    ],
    env,
    watchdog,
    announces: false,
    user,
    ...(unlocked ? { input: password } : {}),
  })
  const serving = withBus(busAddress, async (bus) => {
    await untilOwned(bus, true)
    if ((await loginIsLocked(bus)) === unlocked) throw new Error(`gnome-keyring came up, but not ${state}`)
  })
  const ended = daemon.ended.then((how) => {
    throw new Error(`gnome-keyring-daemon ${how}: ${daemon.lastWords()}`)
  })
  // it will end eventually: only ending before it is ready is a failure
  ended.catch(() => {})
  await Promise.race([serving, ended])
  return daemon
}

async function withBus<T>(busAddress: string, action: (bus: MessageBus) => Promise<T>) {
  const { sessionBus } = await import('@jellybrick/dbus-next')
  const bus = sessionBus({ busAddress })
  let tooLate: NodeJS.Timeout | undefined
  // a call gets no answer if the bus ends in the middle of it
  const failed = new Promise<never>((_, reject) => {
    const emitter: EventEmitter = bus
    emitter.on('error', reject)
    tooLate = setTimeout(() => reject(new Error(`the keyring took longer than ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([action(bus), failed])
  } finally {
    clearTimeout(tooLate)
    bus.disconnect()
  }
}

/** Waits until the Secret Service's name has an owner, or no longer has one. */
async function untilOwned(bus: MessageBus, wanted: boolean) {
  const changed = new Promise<void>((resolve) => {
    bus.on('message', ({ member, body }: Message) => {
      if (member === 'NameOwnerChanged' && body[0] === secrets && (body[2] !== '') === wanted) resolve()
    })
  })
  const rule = `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${secrets}'`
  await busCall(bus, 'AddMatch', rule)
  const reply = await busCall(bus, 'NameHasOwner', secrets)
  if (reply?.body[0] !== wanted) await changed
}

async function loginIsLocked(bus: MessageBus) {
  const property = ['org.freedesktop.Secret.Collection', 'Locked']
  const reply = await call(bus, 'org.freedesktop.DBus.Properties', 'Get', 'ss', property, loginCollection)
  const locked = reply?.body[0] as { value: unknown } | undefined
  return locked?.value === true
}

async function busCall(bus: MessageBus, member: string, argument: string) {
  const { Message } = await import('@jellybrick/dbus-next')
  return bus.call(
    new Message({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member,
      signature: 's',
      body: [argument],
    }),
  )
}

async function call(
  bus: MessageBus,
  interfaceName: string,
  member: string,
  signature: string,
  body: unknown[],
  path = secretsPath,
) {
  const { Message } = await import('@jellybrick/dbus-next')
  return bus.call(
    new Message({ destination: secrets, path, interface: interfaceName, member, signature, body }),
  )
}
