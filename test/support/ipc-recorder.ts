import type { ElectronApplication } from 'playwright-core'
import { until } from '../../scripts/harness/until.ts'

/** One message between the main process and a page. */
export interface IpcRecord {
  /** `asked` and `answered`: a page's call; `pushed`: from the main process; `sent`: from a page, unprompted. */
  readonly direction: 'asked' | 'answered' | 'pushed' | 'sent'
  readonly channel: string
  readonly text: string
}

interface Recording {
  ipcRecords: IpcRecord[]
}

interface Handlers {
  readonly _invokeHandlers: Map<string, (event: unknown, ...args: unknown[]) => unknown>
}

/**
 * Records every message from when the app handles them, which it waits for. Call it before there is a window, because
 * existing pages are not recorded.
 */
export async function recordIpc(electron: ElectronApplication): Promise<() => Promise<IpcRecord[]>> {
  const handlesMessages = () =>
    electron.evaluate(({ ipcMain }) =>
      // oxlint-disable-next-line no-underscore-dangle -- see below
      (ipcMain as unknown as Handlers)._invokeHandlers.has('window:hide'),
    )
  await until('the app handles messages', handlesMessages, Boolean)
  await electron.evaluate(({ app, ipcMain }) => {
    const records: IpcRecord[] = []
    Object.assign(globalThis, { ipcRecords: records })
    const note = (direction: IpcRecord['direction'], channel: string, payload: unknown): void => {
      records.push({ direction, channel, text: JSON.stringify(payload) ?? '' })
    }
    // Electron calls this when a page invokes; there is no public way to listen
    // oxlint-disable-next-line no-underscore-dangle -- Electron has no public way to see the handlers
    const handlers = (ipcMain as unknown as Handlers)._invokeHandlers
    for (const [channel, handler] of handlers) {
      handlers.set(channel, async (event, ...args) => {
        note('asked', channel, args)
        const answer = await handler(event, ...args)
        note('answered', channel, answer)
        return answer
      })
    }
    app.on('web-contents-created', (_event, contents) => {
      const send = contents.send.bind(contents)
      contents.send = (channel: string, ...args: unknown[]) => {
        note('pushed', channel, args)
        send(channel, ...args)
      }
      contents.on('ipc-message', (_ipc, channel: string, ...args: unknown[]) => note('sent', channel, args))
    })
  })
  return () => electron.evaluate(() => (globalThis as unknown as Recording).ipcRecords)
}
