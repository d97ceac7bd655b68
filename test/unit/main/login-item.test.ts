import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { silentLog } from '../../support/fakes/silent-log.ts'
import { createLoginItem, startsHidden } from '../../../src/main/login-item/login-item.ts'

const electron = vi.hoisted(() => ({
  settings: { openAtLogin: false, wasOpenedAtLogin: false, status: 'not-registered' },
  set: [] as unknown[],
  statusOnceOn: 'enabled',
}))

vi.mock('electron', () => ({
  app: {
    isPackaged: true,
    getAppPath: () => '/app',
    getLoginItemSettings: () => electron.settings,
    setLoginItemSettings: (options: { openAtLogin: boolean }) => {
      electron.set.push(options)
      const status = options.openAtLogin ? electron.statusOnceOn : 'not-registered'
      Object.assign(electron.settings, { openAtLogin: status === 'enabled', status })
    },
  },
}))

beforeEach(() => {
  Object.assign(electron.settings, {
    openAtLogin: false,
    wasOpenedAtLogin: false,
    status: 'not-registered',
  })
  Object.assign(electron, { set: [], statusOnceOn: 'enabled' })
})

function onMac() {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'darwin' })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }))
  return createLoginItem(null, silentLog)
}

describe('start at login on macOS', () => {
  it('registers the app itself', () => {
    const item = onMac()
    item.set(true)
    expect(electron.set).toEqual([{ openAtLogin: true }])
    expect(item.isOn()).toBe(true)
    item.set(false)
    expect(item.isOn()).toBe(false)
  })

  it('says where to allow it, if macOS wants that', () => {
    const item = onMac()
    electron.statusOnceOn = 'requires-approval'
    expect(() => item.set(true)).toThrow(/System Settings, General, Login Items/)
    expect(item.isOn()).toBe(false)
    expect(() => item.set(false)).not.toThrow()
  })

  it('shows no window then, although macOS passes no arguments', () => {
    expect(startsHidden('darwin')).toBe(false)
    electron.settings.wasOpenedAtLogin = true
    expect(startsHidden('darwin')).toBe(true)
    expect(startsHidden('linux')).toBe(false)
  })
})
