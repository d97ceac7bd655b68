import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Accounts } from '../../../src/core/accounts/accounts.ts'
import { createAnswers } from '../../../src/owner/api/handlers.ts'
import { createLocalApi } from '../../../src/owner/api/local-api.ts'
import { cookieHeader } from '../../../src/ownership/owner-address.ts'
import { systemEntropy } from '../../../src/adapters/system/system-entropy.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createAppStore } from '../../../src/core/state/app-store.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { createFakeSecretStore } from '../../support/fakes/fake-secret-store.ts'
import { silentLog } from '../../support/fakes/silent-log.ts'
import { ownerAddress, requestOwner } from '../../support/owner-request.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: NodeJS.Dict<string | string[]>
}

const lifetimeSec = 3600

function promiseWithResolve() {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve: () => resolve() }
}

/** The local API in front of fake accounts, `Work` (id `w`) and `Häuser/2` (id `h`), on a real socket. */
export async function startApi({ requestTimeoutMs }: { requestTimeoutMs?: number } = {}) {
  const dataFolder = await temporaryFolder()
  const calls: string[] = []
  const issuedTokens: string[] = []
  let failure: ErrorCode | null = null
  let number = 1
  let gate = Promise.resolve()
  const held = () => ({
    accessToken: `secret-token-${number}`,
    expiresAtMs: Date.now() + lifetimeSec * 1000,
    leftSec: lifetimeSec - 0.5,
    lifetimeSec,
    scopes: ['read:jira-work'],
  })
  const store = createAppStore({
    app: { version: '1.2.3', platform: 'linux', demoAvailable: false, updateFeed: null },
    records: [accountRecord({ id: 'w', name: 'Work' }), accountRecord({ id: 'h', name: 'Häuser/2' })],
    facts: {},
    signIns: {},
    signInErrors: {},
    syncedFiles: {},
    settings: defaultSettings,
    notices: [],
  })
  const answer = async <T>(call: string, make: () => T): Promise<T> => {
    calls.push(call)
    await gate
    if (failure !== null) throw new AppError(failure)
    return make()
  }
  const accounts: Partial<Accounts> = {
    known: async () => undefined,
    recordIssuedToken: (id, client) => void issuedTokens.push(`${id} ${client}`),
    ask: (id, minValidSec) => answer(`ask ${id} ${minValidSec}`, held),
    renew: (id) =>
      answer(`renew ${id}`, () => {
        number += 1
        return held()
      }),
    test: (id) =>
      answer(`test ${id}`, () => ({
        milliseconds: 7,
        sites: [],
        server: null,
        person: null,
        personError: null,
      })),
  }
  const answers = createAnswers({
    accounts: accounts as Accounts,
    store,
    clock: systemClock,
    entropy: systemEntropy,
    owner: { kind: 'agent', pid: process.pid },
    release: null,
    checks: {
      feed: { kind: 'off', because: 'unpublished' },
      secrets: createFakeSecretStore(),
      clock: systemClock,
      entropy: systemEntropy,
      fetch: () => Promise.reject(new AppError('offline')),
      proxyFor: async () => ({ used: null, ignored: null }),
      certificatesOf: async () => [],
      runtime: 'a test',
    },
  })
  const api = createLocalApi({
    dataFolder,
    log: silentLog,
    acquires: false,
    busyTimeoutMs: 0,
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
  })
  let viewers = 0
  const subscribe: typeof store.subscribe = (listener) => {
    viewers += 1
    const unsubscribe = store.subscribe(listener)
    return () => {
      viewers -= 1
      unsubscribe()
    }
  }
  api.serve({ answers, store: { ...store, subscribe } })
  onTestFinished(() => api.close())
  if ((await api.ownershipStatus) !== 'owned') throw new Error('the test’s data folder has an owner')
  const address = ownerAddress(dataFolder)
  const headers = Object.entries({ Host: 'x', ...cookieHeader(address.cookie) })
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')

  return {
    dataFolder,
    store,
    calls,
    issuedTokens,
    close: () => api.close(),
    isInUse: () => api.unusedMs() === 0,
    /** How many listen for changes. */
    viewers: () => viewers,
    failWith: (code: ErrorCode | null) => {
      failure = code
    },
    ask: async (method: string, path: string, body = ''): Promise<JsonAnswer> => {
      const { status, text, headers } = await requestOwner(address, method, path, body)
      return { status, body: JSON.parse(text) as unknown, headers }
    },
    /** The headers that a raw request needs: the host, and on Windows the cookie. */
    head,
    /** A raw request for events. */
    events: `GET /v1/events HTTP/1.1\r\n${head}\r\n`,
    /** From now on answers wait until the returned function is called. */
    hold: () => {
      const { promise, resolve } = promiseWithResolve()
      gate = promise
      return resolve
    },
    /** A connection for sending raw data. */
    raw: () => {
      const socket = connect(address.socketPath)
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('error', () => undefined)
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      onTestFinished(() => void socket.destroy())
      return { socket, closed, text: () => text }
    },
  }
}
