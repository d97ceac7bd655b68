import { keychainError } from './keychain-error.ts'
import type { KeytarReply, KeytarRequest } from './keychain-process.ts'
import type { Keytar } from './keytar-secret-store.ts'

/** A running `keychain-process`, whoever started it. */
export interface KeychainProcess {
  send(request: KeytarRequest): void
  onReply(listener: (reply: KeytarReply) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/** It costs memory, and the keychain is used a few times an hour. */
const idleLimitMs = 5000

type Call = (method: keyof Keytar, args: readonly string[]) => Promise<unknown>

function keytarOf(call: Call): Keytar {
  return {
    getPassword: (...args) => call('getPassword', args) as Promise<string | null>,
    setPassword: (...args) => call('setPassword', args) as Promise<void>,
    deletePassword: (...args) => call('deletePassword', args) as Promise<boolean>,
    findCredentials: (...args) =>
      call('findCredentials', args) as Promise<{ account: string; password: string }[]>,
  }
}

interface Running {
  readonly process: KeychainProcess
  readonly waiting: Map<number, (reply: KeytarReply) => void>
  worked: boolean
}

/** Makes keytar calls in a process that is started when needed, and ended when idle or when a call failed. */
function createOtherProcess(start: () => KeychainProcess): Call {
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

  const callOnce: Call = (method, args) =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      const id = (lastId += 1)
      const used = started()
      used.waiting.set(id, (reply) => {
        used.waiting.delete(id)
        if (used === running && used.waiting.size === 0) idle = setTimeout(end, idleLimitMs).unref()
        if ('error' in reply) return reject(new Error(reply.error))
        used.worked = true
        resolve(reply.value)
      })
      used.process.send({ id, method, args })
    })

  return async (method, args) => {
    const workedBefore = running?.worked ?? false
    try {
      return await callOnce(method, args)
    } catch (error) {
      if (keychainError(error).code === 'keychainLocked') throw error
      end()
      if (!workedBefore) throw error
      return callOnce(method, args)
    }
  }
}

/**
 * keytar for Linux that outlives the keyring daemon. Within one process libsecret never lets go of the daemon that it
 * first talked to: after that one has ended (a crash, an upgrade, KeePassXC started anew) every call fails for good.
 * So a call that fails although one before has worked is made again in a new process; from then on, all are.
 */
export function createRevivingKeytar(
  load: () => Promise<Keytar>,
  start: () => KeychainProcess,
): () => Promise<Keytar> {
  const callElsewhere = createOtherProcess(start)
  let worked = false
  let stale = false

  const call: Call = async (method, args) => {
    if (stale) return callElsewhere(method, args)
    try {
      const keytar = await load()
      const here = keytar[method] as (...texts: readonly string[]) => Promise<unknown>
      const value = await here(...args)
      worked = true
      return value
    } catch (error) {
      if (!worked || keychainError(error).code === 'keychainLocked') throw error
      const value = await callElsewhere(method, args)
      stale = true
      return value
    }
  }

  const keytar = keytarOf(call)
  return () => Promise.resolve(keytar)
}
