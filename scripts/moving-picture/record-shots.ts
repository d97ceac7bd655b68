import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { runCli } from '../harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../harness/desktop-session.ts'
import { putSignedInAccounts } from '../harness/signed-in-account.ts'
import type { TrayPixels } from '../harness/tray-panel.ts'
import { until } from '../harness/until.ts'
import { accountDefaults } from '../../src/shared/account-defaults.ts'

const run = promisify(execFile)

/** What could be seen and read at one moment. */
export interface Shot {
  /** Which of the four captions is highlighted. */
  readonly step: number
  readonly icon: TrayPixels
  readonly tooltip: string
  readonly window: Buffer
  /** Where the mouse points, in the window's pixels. */
  readonly pointer: { readonly x: number; readonly y: number } | null
  readonly terminal: readonly string[]
  /** Whether the token in the file has just changed. */
  readonly changed: boolean
  readonly holdMs: number
}

/** The size of the app's window. */
export const windowSize = { width: 400, height: 600 }

/** A script that knows nothing of this app: it reads its token from the environment, and asks Jira who it is. */
const report = `const answer = await fetch(process.env.JIRA_API + '/me', {
  headers: { authorization: 'Bearer ' + process.env.JIRA_OAUTH_ACCESS_TOKEN },
})
console.log(answer.status, answer.statusText, (await answer.json()).name ?? '')
`
const reportCommand = 'node --env-file=.env report.mjs'

/** Runs the real app at a stand-in for Atlassian, and records it as a user would see it. */
export async function recordShots(): Promise<Shot[]> {
  const session = await startDesktopSession()
  try {
    const file = await startApp(session)
    return await new Recording(session, file).record()
  } finally {
    await session.close()
  }
}

/** Starts the app with a signed-in account that has 24 minutes left and a synced `.env` file; returns its path. */
async function startApp(session: DesktopSession): Promise<string> {
  const { dataFolder, desktop, atlassian } = session
  const account = { scopes: [...accountDefaults.scopes] }
  await putSignedInAccounts(session, [{ name: 'work', leftSec: 24 * 60 + 32, account }])
  await session.launch()
  const project = join(desktop.home, 'project')
  const file = join(project, '.env')
  await mkdir(project)
  await writeFile(file, `JIRA_API=${atlassian.apiUrl}\n`)
  await writeFile(join(project, 'report.mjs'), report)
  const added = await runCli(['sync', 'add', 'work', '--env', file], {
    ...desktop.env,
    JIRA_TOKEN_HOME: dataFolder,
  })
  if (added.code !== 0) throw new Error(added.stderr)
  return file
}

class Recording {
  readonly #shots: Shot[] = []
  readonly #session: DesktopSession
  readonly #file: string
  #ran: readonly string[] = []

  constructor(session: DesktopSession, file: string) {
    this.#session = session
    this.#file = file
  }

  async record(): Promise<Shot[]> {
    const page = await this.#session.app.open()
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    const devtools = await page.context().newCDPSession(page)
    const metrics = { ...windowSize, deviceScaleFactor: 2, mobile: false }
    await devtools.send('Emulation.setDeviceMetricsOverride', metrics)
    await this.#runReport()
    const card = page.getByRole('article', { name: 'work' })
    await this.#countdown(page, 0, 3)

    const renew = card.getByRole('button', { name: 'Renew now' })
    const atRenew = await middleOf(renew)
    await this.#shot(page, 1, { pointer: atRenew, holdMs: 700 })
    const before = await this.#session.accessToken()
    this.#session.atlassian.setFault({ kind: 'holdBefore', grant: 'refresh_token' })
    await renew.click()
    await this.#session.atlassian.whenHeld()
    await this.#shot(page, 1, { pointer: atRenew, holdMs: 800 })
    this.#session.atlassian.clearFaults()
    await until(
      'the file has the new token',
      () => readFile(this.#file, 'utf8'),
      (text) => !text.includes(before),
    )
    await this.#countdown(page, 1, 2, { changed: true })

    const copy = card.getByRole('button', { name: /^cop(y|ied)/i })
    const atCopy = await middleOf(copy)
    await this.#shot(page, 2, { pointer: atCopy, holdMs: 700 })
    await copy.click()
    await page
      .getByText(/copied, clears in/i)
      .first()
      .waitFor()
    await this.#countdown(page, 2, 3, { pointer: atCopy })

    await this.#shot(page, 3, { holdMs: 900 })
    await this.#runReport()
    await this.#countdown(page, 3, 3)
    return this.#shots
  }

  /** A frame for each of the next seconds of the countdown. */
  async #countdown(page: Page, step: number, seconds: number, more: Partial<Shot> = {}): Promise<void> {
    let last = ''
    for (let second = 0; second < seconds; second += 1) {
      last =
        (await until(
          'the countdown moves on',
          () => page.getByRole('timer').textContent(),
          (now) => now !== last,
        )) ?? ''
      await this.#shot(page, step, { holdMs: 1000, ...more })
    }
  }

  async #shot(page: Page, step: number, more: Partial<Shot> & Pick<Shot, 'holdMs'>): Promise<void> {
    const { panel } = this.#session
    const icon = (await panel.icons()).at(-1)
    if (icon === undefined) throw new Error('The tray has no icon.')
    this.#shots.push({
      step,
      icon,
      tooltip: await panel.tooltip(),
      window: await page.screenshot(),
      pointer: null,
      terminal: ['$ cat .env', ...(await this.#shortEnv()), ...this.#ran],
      changed: false,
      ...more,
    })
  }

  /** The lines of the file, cut to the width of the picture. */
  async #shortEnv(): Promise<string[]> {
    const maxLength = 50
    const lines = (await readFile(this.#file, 'utf8')).trim().split('\n')
    return lines.map((line) => (line.length > maxLength ? `${line.slice(0, maxLength)}…` : line))
  }

  /** Runs the script in the terminal, with the token in the file. */
  async #runReport(): Promise<void> {
    const [program = '', ...args] = reportCommand.split(' ')
    const { stdout } = await run(program, args, { cwd: join(this.#file, '..') })
    this.#ran = [...this.#ran, '', `$ ${reportCommand}`, stdout.trim()]
  }
}

async function middleOf(locator: ReturnType<Page['getByRole']>): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('The button is not visible.')
  return { x: box.x + box.width * 0.62, y: box.y + box.height * 0.6 }
}
