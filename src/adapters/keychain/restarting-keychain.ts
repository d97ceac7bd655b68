import { keychainError } from './keychain-error.ts'
import { toKeytarCall, toKeytar, type KeytarCall } from './keytar.ts'
import type { KeytarReply, KeytarRequest } from './keychain-process.ts'
import type { Keytar } from './keytar.ts'
import { awaitQuestions, type QuestionDeps } from './pending-question.ts'
import { addTimeout, keychainTimeoutMs, SilentKeychain, withTimeout } from './with-timeout.ts'

/** A running `keychain-process`, started by Electron or Node. */
export interface KeychainProcess {
  send(request: KeytarRequest): void
  onReply(listener: (reply: KeytarReply) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/** The process costs memory, and the keychain is only used a few times an hour. */
const idleTimeoutMs = 5000

interface Running {
  readonly process: KeychainProcess
  readonly waiting: Map<number, (reply: KeytarReply) => void>
  worked: boolean
}

interface ProcessCalls {
  readonly call: KeytarCall
  /** Ends the process, and every call in it. */
  end(): void
}

/** Makes keytar calls in a child process, which starts on demand and is ended when idle or after a failed call. */
function createProcessCalls(start: () => KeychainProcess, timeoutMs: number): ProcessCalls {
  let running: Running | null = null
  let lastId = 0
  let idle: NodeJS.Timeout | undefined

  const end = (): void => {
    running?.process.kill()
    running = null
  }

  const getRunning = (): Running => {
    if (running !== null) return running
    const mine: Running = { process: start(), worked: false, waiting: new Map() }
    running = mine
    mine.process.onReply((reply) => mine.waiting.get(reply.id)?.(reply))
    mine.process.onExit(() => {
      if (running === mine) running = null
      for (const [id, reply] of mine.waiting) reply({ id, error: 'the keychain process ended' })
    })
    return mine
  }

  const callOnce: KeytarCall = (method, args) =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      const id = (lastId += 1)
      const target = getRunning()
      target.waiting.set(id, (reply) => {
        target.waiting.delete(id)
        if (target === running && target.waiting.size === 0) idle = setTimeout(end, idleTimeoutMs).unref()
        if ('error' in reply) return reject(new Error(reply.error))
        target.worked = true
        resolve(reply.value)
      })
      target.process.send({ id, method, args })
    })

  const call: KeytarCall = async (method, args) => {
    const workedBefore = running?.worked ?? false
    try {
      return await withTimeout(callOnce(method, args), timeoutMs)
    } catch (error) {
      if (error instanceof SilentKeychain || keychainError(error).code === 'keychainLocked') throw error
      end()
      if (!workedBefore) throw error
      return withTimeout(callOnce(method, args), timeoutMs)
    }
  }
  return { call, end }
}

export interface RestartingKeychainOptions extends Omit<QuestionDeps, 'giveUp'> {
  readonly load: () => Promise<Keytar>
  readonly startProcess: () => KeychainProcess
  /** Milliseconds; default: 20 s. */
  readonly timeoutMs?: number
}

/**
 * keytar for Linux that survives a restart of the keyring daemon. Within one process, libsecret only ever talks to the
 * first daemon it connected to; when that one ends (a crash, an upgrade, a restart of KeePassXC), every further call
 * fails. So if a call fails after an earlier one worked, it is repeated in a new process, as are all later calls. After
 * a call that hangs, all later calls use a child process too, because that can be killed. After the timeout, calls
 * reject with `keychainAsking` if the daemon is waiting for the user (see `awaitQuestions`), else with `SilentKeychain`.
 */
export function createRestartingKeychain(options: RestartingKeychainOptions): () => Promise<Keytar> {
  const { load, startProcess, nameDaemon, findDaemon, answered, timeoutMs = keychainTimeoutMs } = options
  const loadWithTimeout = addTimeout(load, timeoutMs)
  const processCalls = createProcessCalls(startProcess, timeoutMs)
  let worked = false
  let stale = false

  const call: KeytarCall = async (method, args) => {
    if (stale) return processCalls.call(method, args)
    try {
      const value = await toKeytarCall(await loadWithTimeout())(method, args)
      worked = true
      return value
    } catch (error) {
      const isHopeless = !worked || keychainError(error).code === 'keychainLocked'
      if (error instanceof SilentKeychain || isHopeless) throw error
      const value = await processCalls.call(method, args)
      stale = true
      return value
    }
  }

  const giveUp = (): void => {
    stale = true
    processCalls.end()
  }
  const keytar = toKeytar(awaitQuestions(call, { nameDaemon, findDaemon, answered, giveUp }))
  return () => Promise.resolve(keytar)
}
