import { EventEmitter } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'
import { watchSessionEnd } from '../../../src/main/session-end.ts'

const electron = vi.hoisted(() => ({
  windows: [] as EventEmitter[],
  options: [] as unknown[],
  powerMonitor: null as EventEmitter | null,
}))

vi.mock('electron', async () => {
  const events = await import('node:events')
  class BaseWindow extends events.EventEmitter {
    constructor(options: unknown) {
      super()
      electron.windows.push(this)
      electron.options.push(options)
    }
  }
  electron.powerMonitor = new events.EventEmitter()
  return { BaseWindow, powerMonitor: electron.powerMonitor }
})

beforeEach(() => {
  electron.windows.length = 0
  electron.options.length = 0
  electron.powerMonitor?.removeAllListeners()
})

const newListeners = () => ({ soon: vi.fn<() => void>(), now: vi.fn<() => void>() })

test('on Windows, a hidden window learns that the user logs off', () => {
  const listeners = newListeners()
  watchSessionEnd(listeners, 'win32')
  expect(electron.options).toMatchObject([{ show: false }])
  const event = { preventDefault: vi.fn<() => void>() }
  electron.windows[0]!.emit('query-session-end', event)
  expect(listeners.soon).toHaveBeenCalledOnce()
  // another program may still keep the session
  expect(listeners.now).not.toHaveBeenCalled()
  electron.windows[0]!.emit('session-end', event)
  expect(listeners.now).toHaveBeenCalledOnce()
  // we don’t keep it ourselves
  expect(event.preventDefault).not.toHaveBeenCalled()
})

test('on macOS, the system tells the app; on Linux a signal does', () => {
  const listeners = newListeners()
  watchSessionEnd(listeners, 'linux')
  electron.powerMonitor!.emit('shutdown')
  expect(listeners.now).not.toHaveBeenCalled()
  watchSessionEnd(listeners, 'darwin')
  electron.powerMonitor!.emit('shutdown')
  expect(listeners.now).toHaveBeenCalledOnce()
  expect(electron.windows).toEqual([])
})
