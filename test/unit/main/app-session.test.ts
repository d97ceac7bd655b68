import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { sendNoCertificates } from '../../../src/main/app-session.ts'

const electron = vi.hoisted(() => ({ app: null as EventEmitter | null }))

vi.mock('electron', async () => {
  const events = await import('node:events')
  electron.app = new events.EventEmitter()
  return { app: electron.app }
})

const ask = (contents: object | null) => {
  electron.app!.removeAllListeners()
  sendNoCertificates()
  const event = { preventDefault: vi.fn<() => void>() }
  const callback = vi.fn<(certificate?: object) => void>()
  electron.app!.emit('select-client-certificate', event, contents, 'https://mcp.example', [{}], callback)
  return { event, callback }
}

test('a server that the app asks gets no certificate', () => {
  const { event, callback } = ask(null)
  expect(event.preventDefault).toHaveBeenCalledOnce()
  expect(callback.mock.calls).toEqual([[]])
})

test('a sign-in page is left to its window, which asks the user', () => {
  const { event, callback } = ask({})
  expect(event.preventDefault).not.toHaveBeenCalled()
  expect(callback).not.toHaveBeenCalled()
})
