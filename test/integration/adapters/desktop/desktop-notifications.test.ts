import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startPrivateDesktop } from '../../../../scripts/desktop/private-desktop.ts'
import {
  startNotificationServer,
  type NotificationServer,
} from '../../../../scripts/harness/notifications.ts'
import { createDesktopNotifications } from '../../../../src/adapters/desktop/desktop-notifications.ts'
import { eventually } from '../../../support/eventually.ts'
import { startSilentServices } from '../../../support/silent-services.ts'

const name = 'org.freedesktop.Notifications'

let busAddress: string
let happened: string[]
let warnings: unknown[]

beforeEach(async () => {
  const desktop = await startPrivateDesktop({ display: false, keyring: 'none' })
  onTestFinished(() => desktop.close())
  busAddress = desktop.busAddress ?? ''
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', busAddress)
  onTestFinished(() => void vi.unstubAllEnvs())
  happened = []
  warnings = []
})

async function startServer(capabilities?: readonly string[]): Promise<NotificationServer> {
  const server = await startNotificationServer(busAddress, capabilities)
  onTestFinished(() => server.close())
  return server
}

/** Two pixels: red, and transparent. */
const icon = { width: 2, height: 1, rgba: Uint8Array.of(255, 0, 0, 255, 0, 0, 0, 0) }

const create = () =>
  createDesktopNotifications({ warn: (message, facts) => warnings.push(message, facts) }, () => icon)

const about = (title: string, body = 'Click to sign in.', stays = false) => ({
  title,
  body,
  action: 'Sign in',
  stays,
  onClick: () => void happened.push(`${title} clicked`),
  onClosed: () => void happened.push(`${title} closed`),
})

test('a notification is shown, and a click is reported to the right one', async () => {
  const server = await startServer()
  const notifications = create()
  notifications.show(about('work'))
  notifications.show(about('play'))
  await eventually(() => server.shown().map(({ title }) => title)).toEqual(['work', 'play'])
  expect(server.shown()[0]).toMatchObject({ body: 'Click to sign in.', actions: ['default'] })
  expect(server.raw()).toContain('["default","Sign in"]')
  server.click(2)
  await eventually(() => happened).toEqual(['play clicked', 'play closed'])
})

test('a withdrawn notification closes, even if it was not shown yet', async () => {
  const server = await startServer()
  const notifications = create()
  const withdraw = notifications.show(about('work'))
  await eventually(() => server.shown().length).toBe(1)
  withdraw()
  withdraw()
  notifications.show(about('play'))()
  await eventually(() => server.shown().map(({ closed }) => closed)).toEqual([true, true])
  expect(happened).toEqual([])
})

test.each([
  ['with markup', ['body', 'body-markup'], 'R&amp;D says &lt;b&gt;hi&lt;/b&gt;'],
  ['without', ['body'], 'R&D says <b>hi</b>'],
] as const)(
  'a service %s shows the body as it is, and gets no action that it lacks',
  async (_what, has, body) => {
    const server = await startServer(has)
    create().show(about('work', 'R&D says <b>hi</b>'))
    await eventually(() => server.shown()).toMatchObject([{ title: 'work', body, actions: [] }])
  },
)

test('a restarted service reuses IDs, so a click on another program’s notification is not ours', async () => {
  const first = await startServer()
  const notifications = create()
  notifications.show(about('work'))
  await eventually(() => first.shown().length).toBe(1)
  first.close()
  await eventually(() => happened).toEqual(['work closed'])
  const second = await startServer()
  second.click(1)
  notifications.show(about('play'))
  await eventually(() => second.shown().map(({ title }) => title)).toEqual(['play'])
  expect(happened).toEqual(['work closed'])
})

test('without a service nothing breaks, and the next notification is shown when there is one', async () => {
  const notifications = create()
  notifications.show(about('work'))
  await eventually(() => happened).toEqual(['work closed'])
  expect(warnings).toHaveLength(2)
  const server = await startServer()
  notifications.show(about('play'))
  await eventually(() => server.shown().map(({ title }) => title)).toEqual(['play'])
})

test('a service that hangs holds nothing up, and the next notification is shown when it has ended', async () => {
  const silent = await startSilentServices(busAddress, [name])
  const notifications = create()
  notifications.show(about('work'))
  await eventually(silent.calls).toContain(`${name}.GetCapabilities`)
  await silent.end()
  await eventually(() => happened).toEqual(['work closed'])
  const server = await startServer()
  notifications.show(about('play'))
  await eventually(() => server.shown().map(({ title }) => title)).toEqual(['play'])
})

test('without a session bus nothing breaks', async () => {
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'disabled:')
  create().show(about('work'))
  await eventually(() => happened).toEqual(['work closed'])
  expect(warnings).toHaveLength(2)
})

test('a notification carries the app’s icon, and stays where the user has to act', async () => {
  const server = await startServer()
  const notifications = create()
  notifications.show(about('passing'))
  notifications.show(about('staying', 'Click to sign in.', true))
  await eventually(() => server.shown().length).toBe(2)
  expect(server.shown()[0]).toMatchObject({ urgency: 1, timeoutMs: -1 })
  expect(server.shown()[1]).toMatchObject({ urgency: 2, timeoutMs: 0 })
  expect(server.shown()[0]?.image).toEqual([2, 1, 8, true, 8, 4, Buffer.from(icon.rgba)])
})
