import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import type { HistoryEvent } from '../../src/shared/history.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { electronFlags } from '../desktop/electron-flags.ts'
import { startDesktopSession, type DesktopSession } from '../harness/desktop-session.ts'
import { launchApp } from '../harness/launch-app.ts'
import { launchElectron } from '../harness/launch-electron.ts'
import { putSignedInAccounts } from '../harness/signed-in-account.ts'
import { median, row } from './measure.ts'

const rounds = 15
const minuteMs = 60_000
const names = Array.from({ length: 12 }, (_, index) => `account-${index + 1}`)
const emptyName = 'no-history'

/** What happens in a week: a renewal every 55 minutes, two programs in between, and a night's sleep each day. */
function week(nowMs: number): HistoryEvent[] {
  const renewals = (7 * 24 * 60) / 55
  return Array.from({ length: renewals }, (_, index) => nowMs - (renewals - index) * 55 * minuteMs).flatMap(
    (atMs, index): HistoryEvent[] => [
      ...(index % 26 === 0 ? [{ kind: 'wokeUp' as const, atMs, sinceMs: atMs - 8 * 60 * minuteMs }] : []),
      {
        kind: 'renewed',
        atMs,
        hadLeftSec: 300,
        leftSec: 3600,
        expiresAtMs: atMs + 60 * minuteMs,
        nextAtMs: atMs + 55 * minuteMs,
      },
      {
        kind: 'issued',
        atMs: atMs + 40 * minuteMs,
        sinceMs: atMs + minuteMs,
        client: 'report.py',
        count: 14,
      },
      {
        kind: 'issued',
        atMs: atMs + 50 * minuteMs,
        sinceMs: atMs + minuteMs,
        client: 'jira-token-mcp',
        count: 3,
      },
    ],
  )
}

/** Gives each account its week; one has none, for comparison. Returns the size in megabytes. */
async function putHistory({ dataFolder }: DesktopSession): Promise<number> {
  const path = join(dataFolder, 'history.jsonl')
  const lines = names.flatMap((account) => week(Date.now()).map((event) => ({ account, event })))
  const text = [{ version: 1 }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
  await writeFile(path, text)
  return (await stat(path)).size / 1_000_000
}

/** Milliseconds from asking for a new window to when the desktop is told to show it, painted. */
const msToWindow = (electron: ElectronApplication): Promise<number> =>
  electron.evaluate(
    ({ app, BrowserWindow }) =>
      new Promise<number>((resolve) => {
        for (const window of BrowserWindow.getAllWindows()) window.destroy()
        const askedMs = performance.now()
        app.once('browser-window-created', (_event, window) =>
          window.once('show', () => {
            const tookMs = performance.now() - askedMs
            // X11 may end a program whose window goes away while it is being shown
            setTimeout(() => resolve(tookMs), 300)
          }),
        )
        app.emit('activate')
      }),
  )

/** Milliseconds from going to the account's history to the frame that shows it. */
async function msToHistory(page: Page, account: string): Promise<number> {
  await page.evaluate(`location.hash = 'accounts'`)
  await page.getByRole('list', { name: 'Accounts' }).waitFor()
  return page.evaluate<number>(`new Promise((resolve) => {
    const startedMs = performance.now()
    const look = () =>
      document.querySelector('.timeline, .empty-title') === null
        ? requestAnimationFrame(look)
        : requestAnimationFrame(() => resolve(performance.now() - startedMs))
    location.hash = 'account/${account}/history'
    look()
  })`)
}

async function inTurn(
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<[ours: number, theirs: number]> {
  const taken: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    const pair = [await ours(), await theirs()] as const
    // the first round only warms up
    if (round > 0) pair.forEach((ms, index) => taken[index]?.push(ms))
  }
  return [median(taken[0]), median(taken[1])]
}

/** Compares opening the window with opening one that has only a word in it, and a week's history with none. */
export async function benchWindow(): Promise<void> {
  console.log(`\nOpening the window and the history of one of ${names.length} accounts ${rounds} times …`)
  const session = await startDesktopSession()
  try {
    await putSignedInAccounts(
      session,
      [...names, emptyName].map((name) => ({ name })),
    )
    const megabytes = await putHistory(session)
    const { env } = session.desktop
    const app = await launchApp({ env, dataFolder: session.dataFolder, args: ['--hidden'] })
    const bare = await launchElectron({
      executablePath: process.env['ELECTRON_EXEC_PATH'] ?? '',
      args: [...electronFlags({ virtualDisplay: true }), join(rootFolder, 'scripts/bench/bare-app')],
      env: env as Record<string, string>,
    })
    for (const electron of [app.electron, bare])
      await electron.evaluate(({ app: ready }) => ready.whenReady())
    const [ours, theirs] = await inTurn(
      () => msToWindow(app.electron),
      () => msToWindow(bare),
    )
    await bare.close()
    const page = await app.window()
    const [full, empty] = await inTurn(
      () => msToHistory(page, names[0] ?? ''),
      () => msToHistory(page, emptyName),
    )
    await app.quit()
    console.log(`${' '.repeat(50)} ours       bare      ratio`)
    row('opening the window (ms, median)', ours, theirs, 0, 'aim ≤ 1.3 ×')
    row('opening a week of history, or none (ms, median)', full, empty, 0, 'aim ≤ 100 ms more')
    console.log(`history of ${names.length} accounts on disk: ${megabytes.toFixed(2)} MB, aim < 2 MB`)
  } finally {
    await session.close()
  }
}
