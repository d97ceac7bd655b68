import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createKeytarSecretStore } from '../../src/adapters/keychain/keytar-secret-store.ts'
import type { Keytar } from '../../src/adapters/keychain/keytar.ts'
import { removeUnknownSecrets } from '../../src/adapters/keychain/remove-unknown-secrets.ts'
import { createRestartingKeychain } from '../../src/adapters/keychain/restarting-keychain.ts'
import {
  findKeyringDaemon,
  nameKeyringDaemon,
  secretServiceKeyrings,
} from '../../src/adapters/keychain/secret-service.ts'
import type { SecretStore } from '../../src/core/ports.ts'
import { toErrorCode } from '../../src/shared/error-codes.ts'

/** The program behind `secret-store-client.ts`: the app's secret store, in a process started on that session bus. */
export interface StoreRequest {
  readonly id: number
  readonly method: keyof SecretStore | keyof Keytar | 'removeUnknown'
  readonly args: readonly unknown[]
}

export type StoreReply = { readonly id: number } & (
  { readonly value: unknown } | { readonly code: string; readonly message: string }
)

const [, , service = '', timeoutMs = '20000'] = process.argv
const program = fileURLToPath(new URL('../../src/adapters/keychain/keychain-process.ts', import.meta.url))

const loadKeytar = async (): Promise<Keytar> => (await import('keytar')).default

const restarting = createRestartingKeychain({
  load: loadKeytar,
  startProcess: () => {
    const child = fork(program, { execArgv: ['--import', 'tsx'] })
    return {
      send: (request) => void child.send(request),
      onReply: (listener) => child.on('message', listener as (message: unknown) => void),
      onExit: (listener) => child.on('exit', listener),
      kill: () => void child.kill(),
    }
  },
  nameDaemon: nameKeyringDaemon,
  findDaemon: findKeyringDaemon,
  answered: () => undefined,
  timeoutMs: Number(timeoutMs),
})

const store = {
  ...createKeytarSecretStore({
    loadKeytar: restarting,
    service,
    former: [],
    keyrings: secretServiceKeyrings,
    maxItemBytes: Infinity,
    onSecret: () => undefined,
  }),
  removeUnknown: (...known: string[]) =>
    removeUnknownSecrets({ loadKeytar: restarting, service, keyrings: secretServiceKeyrings }, (id) =>
      known.includes(id),
    ),
}

process.on('message', ({ id, method, args }: StoreRequest) => {
  const answer = async (): Promise<unknown> => {
    const target = (method in store ? store : await loadKeytar()) as unknown as Record<
      string,
      (...args: readonly unknown[]) => Promise<unknown>
    >
    return target[method]?.(...args)
  }
  answer().then(
    (value) => process.send?.({ id, value } satisfies StoreReply),
    (error: unknown) =>
      process.send?.({ id, code: toErrorCode(error), message: String(error) } satisfies StoreReply),
  )
})
process.on('disconnect', () => process.exit())
