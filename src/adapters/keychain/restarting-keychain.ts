import { keychainError } from './keychain-error.ts'
import { toKeytarCall, toKeytar, type KeytarCall } from './keytar.ts'
import type { KeytarReply, KeytarRequest } from './keychain-process.ts'
import type { Keytar } from './keytar.ts'
import { addTimeout, keychainTimeoutMs, SilentKeychain, withTimeout } from './with-timeout.ts'

/** A running `keychain-process`, whoever started it. */
export interface KeychainProcess {
  send(request: KeytarRequest): void
  onReply(listener: (reply: KeytarReply) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/** It costs memory, and the keychain is used a few times an hour. */
const idleTimeoutMs = 5000

interface Running {
  readonly process: KeychainProcess
  readonly waiting: Map<number, (reply: KeytarReply) => void>
  worked: boolean
}

/** Makes keytar calls in a process that is started when needed, and ended when idle or when a call failed or hung. */
function createOtherProcess(start: () => KeychainProcess, timeoutMs: number): KeytarCall {
  let running: Running | null = null
  let lastId = 0
  let idle: NodeJS.Timeout | undefined

  const end = (): void => {
    running?.process.kill()
    running = null
  }

  const started = (): Running => {
    if (running !== null) return running
    const mine: Running = { process: start(), worked: false, waiting: new Map() }
    running = mine
    mine.process.onReply((reply) => mine.waiting.get(reply.id)?.(reply))
    mine.process.onExit(() => {
      if (running === mine) running = null
      for (const [id, settle] of mine.waiting) settle({ id, error: 'the keychain process ended' })
    })
    return mine
  }

  const callOnce: KeytarCall = (method, args) =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      const id = (lastId += 1)
      const used = started()
      used.waiting.set(id, (reply) => {
        used.waiting.delete(id)
        if (used === running && used.waiting.size === 0) idle = setTimeout(end, idleTimeoutMs).unref()
        if ('error' in reply) return reject(new Error(reply.error))
        used.worked = true
        resolve(reply.value)
      })
      used.process.send({ id, method, args })
    })

  return async (method, args) => {
    const workedBefore = running?.worked ?? false
    try {
      return await withTimeout(callOnce(method, args), timeoutMs)
    } catch (error) {
      if (keychainError(error).code === 'keychainLocked') throw error
      end()
      if (!workedBefore || error instanceof SilentKeychain) throw error
      return withTimeout(callOnce(method, args), timeoutMs)
    }
  }
}

/**
 * keytar for Linux that outlives the keyring daemon. Within one process libsecret never lets go of the daemon that it
 * first talked to: after that one has ended (a crash, an upgrade, KeePassXC started anew) every call fails for good.
 * So a call that fails although one before has worked is made again in a new process; from then on, all are. After a
 * call that hangs all are too: that process can be ended. Rejects with `SilentKeychain` after the time limit
 * (milliseconds).
 */
export function createRestartingKeychain(
  load: () => Promise<Keytar>,
  start: () => KeychainProcess,
  timeoutMs = keychainTimeoutMs,
): () => Promise<Keytar> {
  const loadWithTimeout = addTimeout(load, timeoutMs)
  const callElsewhere = createOtherProcess(start, timeoutMs)
  let worked = false
  let stale = false

  const call: KeytarCall = async (method, args) => {
    if (stale) return callElsewhere(method, args)
    try {
      const value = await toKeytarCall(await loadWithTimeout())(method, args)
      worked = true
      return value
    } catch (error) {
      if (error instanceof SilentKeychain) {
        stale = true
        throw error
      }
      if (!worked || keychainError(error).code === 'keychainLocked') throw error
      const value = await callElsewhere(method, args)
      stale = true
      return value
    }
  }

  const keytar = toKeytar(call)
  return () => Promise.resolve(keytar)
}
