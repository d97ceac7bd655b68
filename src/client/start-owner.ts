import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeOwnerFolder, getOwnerFolder } from '../ownership/owner-folder.ts'
import { probe } from '../ownership/probe.ts'
import { noteOfStart } from '../ownership/start-command.ts'
import { getDataFolder } from '../ownership/data-folder.ts'
import { findSocket } from './find-socket.ts'
import { OwnerError } from './owner-error.ts'
import { sessionEnvironment } from './session-environment.ts'
import { untrusted } from './untrusted-error.ts'

/** The longest that a start takes on a very slow computer. */
const startTimeoutMs = 120_000

/** Who began to start an owner so long ago, and has ended since, has failed. */
const staleMarkMs = 10_000

const shortestPollMs = 25
const longestPollMs = 250

/** An agent that nobody needs any more ends after this. */
const agentIdleSec = 120

/** Whether windows can be shown here. */
export function hasDesktop(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY'])
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A start takes long on a slow computer: another one beside it would make both slower. */
function isStale(path: string): boolean {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs
    if (ageMs < staleMarkMs || ageMs > startTimeoutMs) return ageMs > startTimeoutMs
    const pid = Number(readFileSync(path, 'utf8'))
    return !(Number.isInteger(pid) && pid > 0 && isRunning(pid))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

/** Of many programs that find no owner, one starts it: the one that makes this file. */
function takeMark(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!isStale(path)) return false
    rmSync(path, { force: true })
    return takeMark(path)
  }
}

async function isThere(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const address = findSocket(environment)
  return address !== null && (await probe(address.socketPath)) === 'alive'
}

/** Starts a program that outlives this one; `ended` tells its exit code, 0 while it runs. */
function launch(folder: string, [program = '', ...args]: readonly string[], environment: NodeJS.ProcessEnv) {
  let exitCode = 0
  // it is started in another folder than this program
  const home = environment['JIRA_TOKEN_HOME'] ? { JIRA_TOKEN_HOME: folder } : {}
  const child = spawn(program, args, {
    detached: true,
    windowsHide: true,
    stdio: 'ignore',
    env: { ...sessionEnvironment(environment), ...home },
    cwd: folder,
  })
  child.on('exit', (code) => (exitCode = code ?? 1))
  child.on('error', () => (exitCode = 1))
  child.unref()
  return { hasFailed: () => exitCode !== 0 }
}

/** Starts under way in this program, by their data folders. */
const starts = new Map<string, Promise<void>>()

/**
 * Starts an owner of the data folder and resolves when one is there: the app, hidden, where it is installed and a
 * desktop is there, else a detached agent that ends when idle. Many programs may call it at once. Rejects with an
 * `OwnerError`.
 *
 * @param agentProgram the file of `jira-token`
 */
export function startOwner(environment: NodeJS.ProcessEnv, agentProgram: string): Promise<void> {
  const dataFolder = getDataFolder(environment)
  const underWay = starts.get(dataFolder)
  if (underWay !== undefined) return underWay
  const start = startIn(dataFolder, environment, agentProgram).finally(() => starts.delete(dataFolder))
  starts.set(dataFolder, start)
  return start
}

async function startIn(
  dataFolder: string,
  environment: NodeJS.ProcessEnv,
  agentProgram: string,
): Promise<void> {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    makeOwnerFolder(dataFolder)
    accessSync(getOwnerFolder(dataFolder), constants.W_OK)
  } catch (error) {
    throw untrusted('Nothing was started', environment, error)
  }
  const mark = join(getOwnerFolder(dataFolder), 'starting')
  let isMine = false
  const agent = [process.execPath, agentProgram, 'agent', '--idle', String(agentIdleSec)]
  const app = hasDesktop(environment) ? noteOfStart(dataFolder) : null
  const candidates = app === null ? [agent] : [app, agent]
  let running: ReturnType<typeof launch> | null = null
  const begunMs = performance.now()
  try {
    while (!(await isThere(environment))) {
      // whoever had it may have failed
      isMine ||= takeMark(mark)
      if (isMine && (running === null || running.hasFailed())) {
        const next = candidates.shift()
        if (next === undefined)
          throw new OwnerError('ownerMissing', 'The agent ended at once. Run jira-token agent to see why.')
        running = launch(dataFolder, next, environment)
      }
      const tookMs = performance.now() - begunMs
      if (tookMs > startTimeoutMs)
        throw new OwnerError(
          'ownerMissing',
          'No owner of the accounts could be started. Run jira-token doctor.',
        )
      // many programs that look often would take the processor from the one that starts
      const pauseMs = Math.min(longestPollMs, Math.max(shortestPollMs, tookMs / 10))
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  } finally {
    if (isMine) rmSync(mark, { force: true })
  }
}
