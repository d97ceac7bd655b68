import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startPrivateDesktop } from '../../../../scripts/desktop/private-desktop.ts'
import { connectToDbus, type DbusConnection } from '../../../../scripts/harness/dbus-connection.ts'
import { connectToSessionBus } from '../../../../src/adapters/desktop/session-bus.ts'
import { findTrayHost, watcherName } from '../../../../src/adapters/desktop/tray-host.ts'
import { watchTrayHost } from '../../../../src/adapters/desktop/watch-tray-host.ts'
import { eventually } from '../../../support/eventually.ts'
import { startSilentBus, startSilentServices } from '../../../support/silent-services.ts'

let busAddress: string

beforeEach(async () => {
  const desktop = await startPrivateDesktop({ display: false, keyring: 'none' })
  onTestFinished(() => desktop.close())
  busAddress = desktop.busAddress ?? ''
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', busAddress)
  onTestFinished(() => void vi.unstubAllEnvs())
})

async function connect(): Promise<DbusConnection> {
  const bus = await connectToDbus(busAddress)
  onTestFinished(() => bus.close())
  return bus
}

/** The unique name of a connection. */
async function nameOf(bus: DbusConnection): Promise<string> {
  const wellKnown = 'org.example.JiraTokenTrayTest'
  await bus.requestName(wellKnown)
  const [name] = await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'GetNameOwner',
    signature: 's',
    body: [wellKnown],
  })
  return String(name)
}

/** A panel that lists icons like this. */
async function startPanel(items: readonly string[]) {
  const bus = await connect()
  let looks = 0
  bus.serve({
    path: '/StatusNotifierWatcher',
    interface: watcherName,
    methods: {},
    properties: {
      IsStatusNotifierHostRegistered: () => ['b', true],
      RegisteredStatusNotifierItems: () => {
        looks += 1
        return ['as', items]
      },
    },
  })
  await bus.requestName(watcherName)
  /** How often the icons were read. */
  return { looks: () => looks, close: () => bus.close() }
}

test.each([
  ['KDE and Xfce', (name: string) => `${name}/StatusNotifierItem`],
  ['GNOME', (name: string) => `${name}@/StatusNotifierItem`],
  ['Ubuntu', (name: string) => `${name}@/org/ayatana/NotificationItem/jira_token_tray`],
  ['a panel that lists names only', (name: string) => name],
] as const)('an icon that is already there is recognized on %s', async (_desktop, toItem) => {
  // an icon of this process
  const name = await nameOf(await connect())
  const items = ['org.example.Other/Item', toItem(name)]
  const first = await startPanel(items)
  const found: boolean[] = []
  onTestFinished(watchTrayHost((hasIcon) => void found.push(hasIcon), true))
  await eventually(first.looks).toBe(1)
  first.close()
  await startPanel(items)
  await eventually(() => found).toEqual([true])
})

test('a panel that answered too late is noticed after all, with its icon', async () => {
  const name = await nameOf(await connect())
  await startPanel([`${name}/StatusNotifierItem`])
  const found: boolean[] = []
  onTestFinished(watchTrayHost((hasIcon) => void found.push(hasIcon), false))
  await eventually(() => found).toEqual([true])
})

test('an icon of another program is not ours', async () => {
  const found: boolean[] = []
  const stop = watchTrayHost((hasIcon) => void found.push(hasIcon), false)
  onTestFinished(stop)
  await startPanel([':1.9999@/StatusNotifierItem', 'org.freedesktop.DBus'])
  await eventually(() => found).toEqual([false])
})

test('a panel that hangs counts as no panel', async () => {
  await startSilentServices(busAddress, [watcherName])
  expect(await findTrayHost({})).toBe('none')
})

test('a bus that never answers counts as no bus', async () => {
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', await startSilentBus())
  expect(await findTrayHost({})).toBe('noBus')
  await expect(connectToSessionBus(50)).rejects.toThrow('no answer')
})
