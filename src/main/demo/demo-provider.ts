import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { newAccountForm } from '../../shared/account-form.ts'
import type { AccountForm } from '../../shared/account.ts'
import { AppError } from '../../shared/error-codes.ts'

const announcement = z.object({
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  apiUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
})

/** The local stand-in for Atlassian that demo accounts use. */
export interface DemoProvider {
  readonly available: boolean
  /** Starts it, stopping an earlier one. Rejects with `demoUnavailable`. */
  start(): Promise<{ form: AccountForm; clientSecret: string }>
  stop(): void
}

/** Runs it from the project's source in the given folder; a packaged app has no source. */
export function createDemoProvider(appFolder: string): DemoProvider {
  const program = join(appFolder, 'local-atlassian', 'main.ts')
  let running: ChildProcess | null = null

  const start: DemoProvider['start'] = async () => {
    if (!existsSync(program)) throw new AppError('demoUnavailable')
    running?.kill()
    // it exits when its stdin closes, so it never outlives the app
    const child = spawn(process.execPath, ['--import', 'tsx', program], {
      cwd: appFolder,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    running = child
    const line = once(createInterface({ input: child.stdout }), 'line')
    const ended = once(child, 'exit').then(() => {
      throw new AppError('demoUnavailable', 'it exited during startup')
    })
    const [text] = (await Promise.race([line, ended])) as [string]
    const { clientSecret, ...settings } = announcement.parse(JSON.parse(text))
    return { clientSecret, form: { ...newAccountForm('jira-cloud'), ...settings, name: 'demo' } }
  }

  return {
    available: existsSync(program),
    start,
    stop: () => {
      running?.kill()
      running = null
    },
  }
}
