import { expect, onTestFinished, test, vi } from 'vitest'
import { checkTray } from '../../../../src/checks/check-tray.ts'
import { connectToXDisplay, type XDisplay } from '../../../../src/adapters/desktop/x-display.ts'
import { hasXembedTray, internAtom, trayAtomName } from '../../../../src/adapters/desktop/xembed-tray.ts'
import { findTrayHost } from '../../../../src/adapters/desktop/tray-host.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../../../scripts/desktop/private-desktop.ts'
import { eventually } from '../../../support/eventually.ts'

async function startDesktop(): Promise<PrivateDesktop> {
  const desktop = await startPrivateDesktop({ keyring: 'none' })
  onTestFinished(() => desktop.close())
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', desktop.busAddress ?? '')
  onTestFinished(() => void vi.unstubAllEnvs())
  return desktop
}

/** Requests of the X Window System Protocol, with what they need here. */
function createWindow({ root, freeId }: XDisplay): Buffer {
  const request = Buffer.alloc(32)
  request[0] = 1
  request.writeUInt32LE(freeId, 4)
  request.writeUInt32LE(root, 8)
  // one pixel
  request.writeUInt16LE(1, 16)
  request.writeUInt16LE(1, 18)
  return request
}

function setSelectionOwner(owner: number, selection: number): Buffer {
  const request = Buffer.alloc(16)
  request[0] = 22
  request.writeUInt32LE(owner, 4)
  request.writeUInt32LE(selection, 8)
  return request
}

/** What i3bar, tint2, and trayer do to be the tray. */
async function startTray(environment: NodeJS.ProcessEnv): Promise<XDisplay> {
  const display = await connectToXDisplay(environment)
  onTestFinished(display.close)
  display.send(createWindow(display))
  display.send(setSelectionOwner(display.freeId, await internAtom(display, trayAtomName(display))))
  return display
}

test('a tray that embeds windows is found, in the doctor too, until it ends', async () => {
  const { env } = await startDesktop()
  expect(await hasXembedTray(env)).toBe(false)
  expect(await findTrayHost(env)).toBe('none')

  const tray = await startTray(env)
  await eventually(() => hasXembedTray(env)).toBe(true)
  expect(await findTrayHost(env)).toBe('embedded')
  expect(await checkTray(env, 'linux')).toMatchObject({ verdict: 'ok' })

  tray.close()
  await eventually(() => hasXembedTray(env)).toBe(false)
})

test('windows of Wayland can’t be embedded', async () => {
  const { env } = await startDesktop()
  await startTray(env)
  expect(await hasXembedTray({ ...env, WAYLAND_DISPLAY: 'wayland-0' })).toBe(false)
})

test.each([
  ['no display', {}],
  ['a display that is not running', { DISPLAY: ':64999' }],
  ['a display that is not named like one', { DISPLAY: 'somewhere' }],
] as const)('with %s there is no tray', async (_what, env) => {
  expect(await hasXembedTray(env)).toBe(false)
})

test('without the cookie of the X server there is no tray', async () => {
  const { env } = await startDesktop()
  await startTray(env)
  expect(await hasXembedTray({ ...env, XAUTHORITY: '/nonexistent' })).toBe(false)
})
