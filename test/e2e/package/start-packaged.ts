import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chromium, type Page } from 'playwright-core'
import { electronFlags } from '../../../scripts/desktop/electron-flags.ts'
import { maxWaitMs, until } from '../../../scripts/harness/until.ts'

/** A running packaged app. Its inspector is off, so the tests drive a copy of it through its DevTools port. */
export interface RunningPackage {
  /** Its stdout and stderr so far. */
  output(): string
  /** Waits for a page whose URL starts like this in one of its windows; only in a copy that `makeDrivableCopy` made. */
  page(urlStart: string): Promise<Page>
  signal(name: NodeJS.Signals): void
  /** Sends SIGTERM, and resolves with the exit code and signal. */
  terminate(): Promise<[code: number | null, signal: NodeJS.Signals | null]>
  /** Kills it if it is still running. */
  kill(): Promise<void>
}

export interface PackageStart {
  readonly env: NodeJS.ProcessEnv
  readonly args?: readonly string[]
}

/** Starts a packaged app. */
export function startPackaged(executable: string, { env, args = [] }: PackageStart): RunningPackage {
  const flags = electronFlags({ virtualDisplay: true })
  const child = spawn(executable, [...flags, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  }
  const endpoint = () => /DevTools listening on (ws:\S+)/.exec(output)?.[1]
  const connect = async () =>
    chromium.connectOverCDP(String(await until('its DevTools port is open', endpoint, Boolean)), {
      timeout: maxWaitMs,
    })
  let browser: ReturnType<typeof connect> | undefined

  return {
    output: () => output,
    page: async (urlStart) => {
      const contexts = (await (browser ??= connect())).contexts()
      for (const context of contexts) context.setDefaultTimeout(maxWaitMs)
      const find = () =>
        contexts.flatMap((context) => context.pages()).find((page) => page.url().startsWith(urlStart))
      return (await until(`a page of ${urlStart} is open`, find, Boolean)) as Page
    },
    signal: (name) => void child.kill(name),
    terminate: async () => {
      child.kill('SIGTERM')
      return ended
    },
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}
