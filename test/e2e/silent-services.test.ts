import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startPrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { connectToDbus } from '../../scripts/harness/dbus-connection.ts'
import { askLocalApi, untilAppOwns } from '../support/ask-local-api.ts'
import { ownerAddress } from '../support/owner-request.ts'
import { eventually } from '../support/eventually.ts'
import { startSignedInSession, type SignedInSession } from '../support/signed-in-session.ts'
import { mountDeadDisk } from '../support/dead-disk.ts'
import { startSilentServices } from '../support/silent-services.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** How long libdbus waits for an answer: a program that waits for it doesn't answer before that. */
const busTimeoutMs = 25_000

const onSession = [
  'org.freedesktop.Notifications',
  'org.kde.StatusNotifierWatcher',
  'org.freedesktop.portal.Desktop',
  'org.freedesktop.ScreenSaver',
  'com.canonical.AppMenu.Registrar',
  'org.a11y.Bus',
]
const onSystem = ['org.freedesktop.login1', 'org.freedesktop.UPower', 'org.freedesktop.NetworkManager']

/** Twenty programs ask for a token that is valid, at once. */
async function askTwenty({ dataFolder }: SignedInSession, silent: string): Promise<void> {
  const begunMs = performance.now()
  const ask = () => askLocalApi<'token'>(dataFolder, 'GET', '/v1/accounts/play/token')
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  expect(
    answers.map(({ status }) => status),
    silent,
  ).toEqual(Array(20).fill(200))
  expect(performance.now() - begunMs, silent).toBeLessThan(busTimeoutMs * 0.8)
}

async function freezeKeyring({ desktop }: SignedInSession): Promise<void> {
  const bus = await connectToDbus(desktop.busAddress ?? '')
  const [pid] = await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'GetConnectionUnixProcessID',
    signature: 's',
    body: ['org.freedesktop.secrets'],
  })
  bus.close()
  process.kill(Number(pid), 'SIGSTOP')
}

/** The disk with a synced file stops answering; if the test may not mount one, other files that hang stand in for it. */
async function silenceDisk(session: SignedInSession, folder: string): Promise<void> {
  if (await mountDeadDisk(folder)) return
  const pipes = ['a', 'b'].map((name) => join(session.desktop.home, name))
  expect(spawnSync('mkfifo', pipes).status).toBe(0)
  // as many as the app lets hang at a time
  await session.app.electron.evaluate((_electron, paths) => {
    for (const path of paths) process.getBuiltinModule('fs').readFile(path, () => undefined)
  }, pipes)
}

/** Programs that ask for events, or for a thousand answers, and read none. */
function connectWithoutReading({ dataFolder }: SignedInSession): void {
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
  for (const text of [request('/v1/events'), request('/v1/status').repeat(1000)]) {
    const socket = connect(ownerAddress(dataFolder).socketPath)
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(text)
    onTestFinished(() => void socket.destroy())
  }
}

test('whatever never answers, twenty valid tokens are given out meanwhile', async () => {
  const session = await startSignedInSession(['work', 'play'], { panel: false })
  session.notifications.close()
  const system = await startPrivateDesktop({ display: false, keyring: 'none' })
  onTestFinished(() => system.close())
  const services = await startSilentServices(session.desktop.busAddress ?? '', onSession)
  const systemServices = await startSilentServices(system.busAddress ?? '', onSystem)

  await session.launch({ args: ['--hidden'], env: { DBUS_SYSTEM_BUS_ADDRESS: system.busAddress ?? '' } })
  await untilAppOwns(session.dataFolder)
  expect(await session.cli(['token', 'play'])).toMatchObject({ code: 0 })
  await askTwenty(session, 'the panel, the portal, and the login manager')
  // it has asked them
  await eventually(services.calls).toContain('org.freedesktop.DBus.Properties.Get')
  await eventually(() => systemServices.calls().join()).toContain('org.freedesktop.login1')

  connectWithoutReading(session)
  await askTwenty(session, 'clients that do not read')

  session.atlassian.revokeAll({ keepAccessTokens: true })
  const renewal = askLocalApi<'renew'>(session.dataFolder, 'POST', '/v1/accounts/work/renew')
  // not after its answer: a main process that waits for the service answers nothing
  await eventually(() => services.calls().join()).toContain('org.freedesktop.Notifications')
  await askTwenty(session, 'the notification service')
  expect((await renewal).status).not.toBe(200)

  const sync = (path: string) =>
    askLocalApi<'addSyncedFile'>(session.dataFolder, 'POST', '/v1/accounts/play/synced-files', {
      path,
      kind: 'env',
    })
  const folder = await temporaryFolder()
  expect(await sync(join(folder, '.env'))).toMatchObject({ status: 200 })
  await silenceDisk(session, folder)
  void sync(join(folder, 'another.env')).catch(() => undefined)
  await askTwenty(session, 'a disk')

  await freezeKeyring(session)
  session.atlassian.setFault({ grant: 'refresh_token', kind: 'hang' })
  void askLocalApi<'renew'>(session.dataFolder, 'POST', '/v1/accounts/play/renew').catch(() => undefined)
  await eventually(() => session.atlassian.counts().refreshGrants.asked).toBeGreaterThanOrEqual(2)
  await askTwenty(session, 'the keyring and the provider')
})
