import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Keytar } from '../../src/adapters/keychain/keytar.ts'
import type { SecretStore } from '../../src/core/ports.ts'
import type { StoreReply, StoreRequest } from './secret-store-worker.ts'

/** The app's secret store in a process on another desktop; errors have the code of the `AppError`. */
export interface SecretStoreClient extends SecretStore {
  /** keytar itself, in the same process. */
  readonly keytar: Pick<Keytar, 'getPassword' | 'setPassword' | 'deletePassword' | 'findCredentials'>
  readonly service: string
  /** Removes the items of all other accounts. */
  removeUnknown(...known: readonly string[]): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a process in this environment; keytar reads the session bus from it, once. The timeout (milliseconds) is that of
 * one keychain call.
 */
export function startSecretStore(
  env: NodeJS.ProcessEnv,
  service: string,
  timeoutMs = 20_000,
): SecretStoreClient {
  const program = fileURLToPath(new URL('secret-store-worker.ts', import.meta.url))
  const child = fork(program, [service, String(timeoutMs)], { env, execArgv: ['--import', 'tsx'] })
  const waiting = new Map<number, (reply: StoreReply) => void>()
  let lastId = 0
  child.on('message', (reply: StoreReply) => {
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  child.on('exit', () => {
    for (const [id, settle] of waiting) settle({ id, code: 'ended', message: 'the process ended' })
  })

  const call = <T>(method: StoreRequest['method'], ...args: readonly unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1)
      waiting.set(id, (reply) => {
        if ('value' in reply || !('code' in reply)) resolve((reply as { value: T }).value)
        else reject(Object.assign(new Error(reply.message), { code: reply.code }))
      })
      child.send({ id, method, args } satisfies StoreRequest)
    })

  return {
    service,
    read: (accountId) => call('read', accountId),
    write: (accountId, secret) => call('write', accountId, secret),
    remove: (accountId) => call('remove', accountId),
    removeUnknown: (...known) => call('removeUnknown', ...known),
    keytar: {
      getPassword: (...args) => call('getPassword', ...args),
      setPassword: (...args) => call('setPassword', ...args),
      deletePassword: (...args) => call('deletePassword', ...args),
      findCredentials: (...args) => call('findCredentials', ...args),
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      // a thread that hangs in a keychain call would keep it from exiting by itself
      child.kill('SIGKILL')
      await ended
    },
  }
}
