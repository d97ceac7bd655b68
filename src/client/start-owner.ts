import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeOwnerFolder, getOwnerFolder } from '../ownership/owner-folder.ts'
import { probe } from '../ownership/probe.ts'
import { noteOfStart } from '../ownership/start-command.ts'
import { getDataFolder, spelledDataFolder } from '../ownership/data-folder.ts'
import { findSocket, untrusted } from './find-socket.ts'
import { OwnerError } from './owner-error.ts'
import { sessionEnvironment } from './session-environment.ts'

/** Long enough to start on a very slow computer. */
const startTimeoutMs = 120_000

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
    return (error as NodeJS.ErrnoException).code === 'EPERM'
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
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

/** When many programs find no owner, the one that creates this file starts one. */
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

async function isRunning(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const address = findSocket(environment)
  return address !== null && (await probe(address.socketPath)) === 'alive'
}

/** Starts a program that outlives this one. */
function launch(folder: string, [program = '', ...args]: readonly string[], environment: NodeJS.ProcessEnv) {
  let exitCode = 0
  // it runs in a different folder, so a relative path would not work; the spelling is for names of earlier versions
  const home = environment['JIRA_TOKEN_HOME'] ? { JIRA_TOKEN_HOME: spelledDataFolder(environment) } : {}
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

/** The starts in progress in this program, by data folder. */
const starts = new Map<string, Promise<void>>()

/**
 * Starts an owner of the data folder and resolves when one is running: the app, hidden, if it is installed and there is a
 * desktop; otherwise a detached agent that exits when idle. Many programs may call this at once. Rejects with an
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
    throw untrusted('Could not start', environment, error)
  }
  const mark = join(getOwnerFolder(dataFolder), 'starting')
  let isMine = false
  const agent = [process.execPath, agentProgram, 'agent', '--idle', String(agentIdleSec)]
  const app = hasDesktop(environment) ? noteOfStart(dataFolder) : null
  const candidates = app === null ? [agent] : [app, agent]
  let running: ReturnType<typeof launch> | null = null
  const begunMs = performance.now()
  try {
    while (!(await isRunning(environment))) {
      // the program that created the mark may have failed
      isMine ||= takeMark(mark)
      if (isMine && (running === null || running.hasFailed())) {
        const next = candidates.shift()
        if (next === undefined)
          throw new OwnerError(
            'ownerMissing',
            'The background agent stopped immediately. Run jira-token agent to see why.',
          )
        running = launch(dataFolder, next, environment)
      }
      const tookMs = performance.now() - begunMs
      if (tookMs > startTimeoutMs)
        throw new OwnerError(
          'ownerMissing',
          'Neither the app nor a background agent could be started. Run jira-token doctor.',
        )
      // many programs that poll often would take CPU time from the owner that is starting
      const delayMs = Math.min(maxPollMs, Math.max(minPollMs, tookMs / 10))
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    }
  } finally {
    if (isMine) rmSync(mark, { force: true })
  }
}
