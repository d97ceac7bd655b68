import { expect, test } from 'vitest'
import { electronFlags } from '../../../scripts/desktop/electron-flags.ts'
import { withoutDesktop } from '../../../scripts/desktop/private-desktop.ts'
import { hasDisplay, hasSessionBus } from '../../../scripts/desktop/surroundings.ts'

test('gives Chromium no flags for a user with a real display', () => {
  for (const env of [{}, { DISPLAY: ':0' }, { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }])
    expect(electronFlags({ root: false, env })).toEqual([])
})

test('disables the sandbox only for root, and the GPU only on a virtual display', () => {
  expect(electronFlags({ root: true, env: {} })).toEqual(['--no-sandbox'])
  expect(electronFlags({ root: false, virtualDisplay: true, env: {} })).toEqual(['--disable-gpu'])
})

test('makes Chromium use Wayland where there is nothing else', () => {
  expect(electronFlags({ root: false, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual([
    '--ozone-platform=wayland',
  ])
})

test('removes everything from the environment that leads to the real desktop, and nothing else', () => {
  const real = {
    PATH: '/usr/bin',
    DISPLAY: ':0',
    WAYLAND_DISPLAY: 'wayland-0',
    XAUTHORITY: '/home/me/.Xauthority',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
    XDG_RUNTIME_DIR: '/run/user/1000',
    XDG_CURRENT_DESKTOP: 'GNOME',
    GNOME_KEYRING_CONTROL: '/run/user/1000/keyring',
  }
  expect(withoutDesktop(real)).toEqual({ PATH: '/usr/bin' })
})

test('detects a display on Linux by its variables, and always on macOS and Windows', () => {
  expect(hasDisplay({}, 'linux')).toBe(false)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  expect(hasDisplay({}, 'darwin')).toBe(true)
})

test('detects no session bus if it would have to be started first', () => {
  expect(hasSessionBus({})).toBe(false)
  expect(hasSessionBus({ XDG_RUNTIME_DIR: '/nowhere' })).toBe(false)
  expect(hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: 'disabled:' })).toBe(false)
  expect(hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' })).toBe(true)
})
