import { onTestFinished } from 'vitest'
import { createAnswers } from '../../../src/owner/api/handlers.ts'
import { createLocalApi } from '../../../src/owner/api/local-api.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { localApiRoutes, type RouteName } from '../../../src/shared/local-api-routes.ts'
import {
  apiErrorSchema,
  localApiContract,
  type RouteAnswer,
  type RouteArgs,
} from '../../../src/shared/local-api.ts'
import { createAccountsHarness, type AccountsHarness } from '../../support/fakes/accounts-harness.ts'
import { silentLog } from '../../support/fakes/silent-log.ts'
import { ownerAddress, ownerFile, requestOwner, type OwnerAnswer } from '../../support/owner-request.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Serves these accounts on a socket in a new data folder, and returns the folder. */
async function serve(
  { accounts, store }: Pick<AccountsHarness, 'accounts' | 'store'>,
  harness: AccountsHarness,
) {
  const dataFolder = await temporaryFolder()
  const api = createLocalApi({ dataFolder, log: silentLog, acquires: false, busyTimeoutMs: 0 })
  const answers = createAnswers({
    accounts,
    store,
    clock: harness.clock,
    entropy: harness.entropy,
    owner: { kind: 'agent', pid: process.pid },
    checks: {
      ...harness,
      feed: { kind: 'off', because: 'unpublished' },
      fetch: () => Promise.reject(new AppError('offline')),
      proxyFor: async () => ({ used: null, ignored: null }),
      certificatesOf: async () => [],
      runtime: 'a test',
    },
    release: null,
  })
  api.serve({ answers, store })
  onTestFinished(() => api.close())
  if ((await api.ownershipStatus) !== 'owned') throw new Error('the test’s data folder has an owner')
  return dataFolder
}

/** Also for invalid arguments: a test may send anything. */
type AccountChanges<R extends RouteName> = Partial<Record<keyof RouteArgs<R>, unknown>>

/**
 * The local API with the real accounts, where everything else is fake. Each answer must match the contract exactly
 * and contain no secrets.
 */
export async function startAccountsApi(
  harness = createAccountsHarness(),
  app: Pick<AccountsHarness, 'accounts' | 'store'> = harness,
) {
  const dataFolder = await serve(app, harness)
  const address = ownerAddress(dataFolder)
  const exchange = (name: RouteName, account: string, args: object): Promise<OwnerAnswer> => {
    const [method, path] = localApiRoutes[name]
    return requestOwner(
      address,
      method,
      path.replace('{id}', encodeURIComponent(account)),
      JSON.stringify(args),
    )
  }
  return {
    harness,
    app,
    /** For `JIRA_TOKEN_HOME`. */
    dataFolder,
    /** For `JIRA_TOKEN_SOCKET`. */
    socketFile: ownerFile(dataFolder),
    /** The route's answer. */
    ask: async <R extends RouteName>(
      name: R,
      account = '',
      args: AccountChanges<R> = {},
    ): Promise<RouteAnswer<R>> => {
      const { status, text } = await exchange(name, account, args)
      if (status !== 200) throw new Error(`${status} ${text}`)
      if (/secret-of-|refresh-\d|verifier-/.test(text)) throw new Error('a secret is in the answer')
      return localApiContract[name].answer.strict().parse(JSON.parse(text)) as RouteAnswer<R>
    },
    /** The route's refusal, e.g. `404 accountNotFound`. */
    refusal: async <R extends RouteName>(
      name: R,
      account = '',
      args: AccountChanges<R> = {},
    ): Promise<string> => {
      const { status, text } = await exchange(name, account, args)
      if (status === 200) return `200 ${text}`
      const { code, message } = apiErrorSchema.parse(JSON.parse(text)).error
      return `${status} ${code}: ${message}`
    },
  }
}
