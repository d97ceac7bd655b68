import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { recordIpc, type IpcRecord } from './ipc-recorder.ts'
import type { Evidence } from './leak-search.ts'
import { watchProcessArguments } from './process-arguments.ts'

/** Collects everything that an app wrote, sent, and showed, over several starts. */
export interface EvidenceRoom {
  /** Starts the app, recording every message between its processes, and opens the window. */
  launch(args: readonly string[]): Promise<Page>
  quit(): Promise<void>
  /** Records what is visible on the screen and in the tray now. */
  look(moment: string): Promise<void>
  add(where: string, text: string): void
  /** Everything so far: messages, files, output, process arguments, notifications, and what was visible. */
  all(): Promise<Evidence[]>
  close(): void
}

function filesUnder(folder: string): Evidence[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .flatMap((path) => {
      try {
        return [{ where: `file ${path}`, text: readFileSync(path, 'latin1') }]
      } catch (error) {
        // a temporary file that is gone by now
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    })
}

/** Opens an empty evidence room for this session. */
export function openEvidenceRoom(session: DesktopSession): EvidenceRoom {
  const processes = watchProcessArguments()
  const seen: Evidence[] = []
  let ipc: () => Promise<IpcRecord[]> = async () => []

  const add = (where: string, text: string): void => void seen.push({ where, text })
  const ipcEvidence = async (): Promise<Evidence[]> =>
    (await ipc()).map(({ direction, channel, text }) => ({ where: `ipc ${direction} ${channel}`, text }))

  const pageText = async (): Promise<string> => {
    const page = session.app.electron.windows().find((one) => one.url().startsWith('app://'))
    if (page === undefined) return ''
    const values = await page.evaluate(
      `[document.title, document.body.innerText, ...[...document.querySelectorAll('input')].map((one) => one.value)].join()`,
    )
    return `${await page.content()} ${String(values)}`
  }

  return {
    add,
    launch: async (args) => {
      const app = await session.launch({ args })
      ipc = await recordIpc(app.electron)
      return app.open()
    },
    quit: async () => {
      seen.push(...(await ipcEvidence()))
      ipc = async () => []
      const { app } = session
      await app.quit()
      add('output', app.output())
    },
    look: async (moment) => {
      add(`page ${moment}`, await pageText())
      const titles = await session.app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((one) => one.getTitle()),
      )
      add(`titles ${moment}`, titles.join())
      add(`tray ${moment}`, JSON.stringify([await session.panel.tooltip(), await session.panel.menu()]))
    },
    all: async () => [
      ...seen,
      ...(await ipcEvidence()),
      ...filesUnder(session.dataFolder),
      ...filesUnder(session.desktop.home),
      { where: 'output', text: session.app.output() },
      ...processes.seen().map((text) => ({ where: `process ${text.slice(0, 60)}`, text })),
      { where: 'notifications', text: session.notifications.raw() },
    ],
    close: () => processes.stop(),
  }
}
