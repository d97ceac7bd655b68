import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sudoProblem } from '../ownership/data-folder-problem.ts'
import { makeOwnerFolder, getOwnerFolder, UnusableFolder } from '../ownership/owner-folder.ts'
import { ownCommand } from '../ownership/own-command.ts'
import { probe } from '../ownership/probe.ts'
import { noteOfStart } from '../ownership/start-command.ts'
import { getDataFolder, spelledDataFolder } from '../ownership/data-folder.ts'
import { findSocket, untrusted } from './find-socket.ts'
import { OwnerError } from './owner-error.ts'
import { sessionEnvironment } from './session-environment.ts'
import { getErrorNumber } from '../shared/error-number.ts'
import { createSharedCalls } from '../shared/shared-calls.ts'

/** Long enough to start on a very slow computer. */
const startTimeoutMs = 120_000

/** An app that takes longer hangs, or is no longer our app. If it comes after all, the agent makes way for it. */
const defaultAppTimeoutMs = 15_000

/** A start this long ago has failed if the program that began it has exited. */
const staleMarkMs = 10_000

const minPollMs = 25
const maxPollMs = 250

/** How long an unused agent keeps running. */
const agentIdleSec = 120

/** Whether there is a desktop to show windows on. */
export function hasDesktop(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY'])
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return getErrorNumber(error) === 'EPERM'
  }
}

/** Whether a start has failed. On a slow computer it may just take a while, and a second one would slow down both. */
function isStale(path: string): boolean {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs
    if (ageMs < staleMarkMs || ageMs > startTimeoutMs) return ageMs > startTimeoutMs
    const pid = Number(readFileSync(path, 'utf8'))
    return !(Number.isInteger(pid) && pid > 0 && isAlive(pid))
  } catch (error) {
    if (getErrorNumber(error) === 'ENOENT') return true
    throw error
  }
}

/** When many programs find no owner, the one that creates this file starts one. */
function takeMark(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (getErrorNumber(error) !== 'EEXIST') throw error
    if (!isStale(path)) return false
    rmSync(path, { force: true })
    return takeMark(path)
  }
}

async function isRunning(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const address = findSocket(environment)
  return address !== null && (await probe(address.socketPath)) === 'alive'
}

/** `ELECTRON_RUN_AS_NODE` would turn the app into Node; it often belongs to the editor that started this program. */
function withoutRunAsNode({ ELECTRON_RUN_AS_NODE: _dropped, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}

/** A program that may become the owner. */
interface Starter {
  readonly command: readonly string[]
  /** How long to wait before trying the next one. */
  readonly timeoutMs: number
  /** What to say if it fails, and there is no other. */
  readonly failure: string
}

/** The programs to try, in this order. */
function starters(options: StartOptions): Starter[] {
  const { dataFolder, environment, jiraToken, platform, appTimeoutMs } = options
  const agent = {
    command: [...jiraToken, 'agent', '--idle', String(agentIdleSec)],
    timeoutMs: Infinity,
    failure: 'The background agent didn’t start. Run jira-token agent to see why.',
  }
  const command = hasDesktop(environment) ? noteOfStart(dataFolder) : null
  if (command === null) return [agent]
  const app = {
    command,
    timeoutMs: platform === 'darwin' ? Infinity : appTimeoutMs,
    failure: 'The app didn’t start. Open Jira Token Tray, then try again.',
  }
  // on macOS, an agent could not use the app's keychain items
  return platform === 'darwin' ? [app] : [app, agent]
}

/** Starts a program that outlives this one. */
function launch(
  { command: [program = '', ...args], timeoutMs }: Starter,
  { dataFolder, environment }: StartOptions,
) {
  let exitCode = 0
  const begunMs = performance.now()
  // it runs in a different folder, so a relative path would not work; the spelling is for names of earlier versions
  const home = environment['JIRA_TOKEN_HOME'] ? { JIRA_TOKEN_HOME: spelledDataFolder(environment) } : {}
  // if this program itself is Electron running as Node, so is the agent
  const keepsRunAsNode = program === process.execPath && process.versions['electron'] !== undefined
  const inherited = keepsRunAsNode ? environment : withoutRunAsNode(environment)
  const child = spawn(program, args, {
    detached: true,
    windowsHide: true,
    stdio: 'ignore',
    env: { ...sessionEnvironment(inherited), ...home },
    cwd: dataFolder,
  })
  child.on('exit', (code) => (exitCode = code ?? 1))
  child.on('error', () => (exitCode = 1))
  child.unref()
  return { hasFailed: () => exitCode !== 0 || performance.now() - begunMs > timeoutMs }
}

/** Starts this program once more, with the same arguments, detached from its terminal. */
export function startAgain(): void {
  const [program = '', ...words] = ownCommand()
  spawn(program, [...words, ...process.argv.slice(2)], { detached: true, stdio: 'ignore' }).unref()
}

/** The starts in progress in this program, by data folder. */
const shareStart = createSharedCalls<void>()

interface StartOptions {
  readonly dataFolder: string
  readonly environment: NodeJS.ProcessEnv
  readonly jiraToken: readonly string[]
  readonly platform: NodeJS.Platform
  readonly appTimeoutMs: number
}

/**
 * Starts an owner of the data folder and resolves when one is running: the app, hidden, if it is installed and there is a
 * desktop; otherwise, or if the app doesn't come in time, a detached agent that exits when idle. Many programs may call
 * this at once. Rejects with an `OwnerError`.
 *
 * @param jiraToken the words that start `jira-token`, with absolute paths
 * @param appTimeoutMs how long to wait for the app
 */
export function startOwner(
  environment: NodeJS.ProcessEnv,
  jiraToken: readonly string[],
  platform = process.platform,
  appTimeoutMs = defaultAppTimeoutMs,
): Promise<void> {
  const dataFolder = getDataFolder(environment)
  return shareStart(dataFolder, () => startIn({ dataFolder, environment, jiraToken, platform, appTimeoutMs }))
}

async function startIn(options: StartOptions): Promise<void> {
  const { dataFolder, environment } = options
  try {
    const foreign = sudoProblem(dataFolder)
    if (foreign !== null) throw new UnusableFolder(foreign.finding)
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    makeOwnerFolder(dataFolder)
    accessSync(getOwnerFolder(dataFolder), constants.W_OK)
  } catch (error) {
    throw untrusted('Could not start', environment, error)
  }
  const mark = join(getOwnerFolder(dataFolder), 'starting')
  let isMine = false
  const candidates = starters(options)
  let running: ReturnType<typeof launch> | null = null
  let failure = 'Neither the app nor a background agent could be started. Run jira-token doctor.'
  const begunMs = performance.now()
  try {
    while (!(await isRunning(environment))) {
      // the program that created the mark may have failed
      isMine ||= takeMark(mark)
      if (isMine && (running === null || running.hasFailed())) {
        const next = candidates.shift()
        if (next === undefined) throw new OwnerError('ownerMissing', failure)
        failure = next.failure
        running = launch(next, options)
      }
      const tookMs = performance.now() - begunMs
      if (tookMs > startTimeoutMs) throw new OwnerError('ownerMissing', failure)
      // many programs that poll often would take CPU time from the owner that is starting
      const delayMs = Math.min(maxPollMs, Math.max(minPollMs, tookMs / 10))
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    }
  } finally {
    if (isMine) rmSync(mark, { force: true })
  }
}
