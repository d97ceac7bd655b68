import { clipboard } from 'electron'
import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import { defaultAccount } from '../../core/state/to-status.ts'
import type { AccountSetUp, BridgedAccount } from '../../mcp/setup/account-setup.ts'
import { isDiscovered } from '../../shared/account-kinds.ts'
import { accountDefaults } from '../../shared/account.ts'
import { AppError } from '../../shared/error-codes.ts'
import { homepage } from '../../shared/homepage.ts'
import { pastDay } from '../../shared/past-day.ts'
import type { LinkName } from '../../shared/ipc-contract.ts'
import { chooseCaFile } from '../../owner/choose-ca-file.ts'
import { toHistory } from '../../owner/api/history-answer.ts'
import type { AppActions } from '../app-actions.ts'
import type { DemoProvider } from '../demo/demo-provider.ts'
import type { FoundAccessToken } from '../../core/token/token-set.ts'
import type { OAuthEnv } from '../../files/oauth-env-file.ts'
import type { ImportOffers } from '../import/import-offers.ts'
import type { SaveHistory } from '../save-history.ts'
import { openFolder, openLink } from '../open-externally.ts'
import type { PickSyncedFile } from '../synced-files/pick-synced-file.ts'
import type { IpcHandlers } from './register-ipc.ts'

/** The only pages the app opens in the user's browser, apart from sign-in pages. */
const links: Readonly<Record<LinkName, string>> = {
  developerConsole: 'https://developer.atlassian.com/console/myapps/',
  connectedApps: 'https://id.atlassian.com/manage-profile/apps',
  trayHelp: 'https://extensions.gnome.org/extension/615/appindicator-support/',
  homepage,
}

export interface HandlersDeps extends Pick<
  AppActions,
  'copyToken' | 'startSignIn' | 'saveSettings' | 'restartToUpdate'
> {
  readonly accounts: Accounts
  readonly store: AppStore
  readonly offers: ImportOffers
  readonly demo: DemoProvider
  readonly logFolder: string
  readonly pickSyncedFile: PickSyncedFile
  /** Asks for a certificate file; null if the user cancels. */
  pickCaFile(): Promise<string | null>
  readonly saveHistory: SaveHistory
  readonly mcpSetUp: AccountSetUp
  diagnostics(): string
  hideWindow(): void
  fitWindow(contentHeight: number): void
  resetWindowSize(): void
}

const defaultTexts = { callbackUrl: accountDefaults.redirectUri, scopes: accountDefaults.scopes.join(' ') }

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function onlyGiven<T extends object>(change: T): Given<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Given<T>
}

/** The access token of an import, if it has one. */
function foundAccess(imported: OAuthEnv | null): FoundAccessToken | null {
  if (imported === null || imported.accessToken === null) return null
  return { accessToken: imported.accessToken, expiresAtMs: imported.accessTokenExpiresAtMs }
}

/** The handlers for everything the window can ask. */
export function createHandlers(deps: HandlersDeps): IpcHandlers {
  const { accounts, offers, store } = deps

  /** If the import fails, an account that was created for it is removed. */
  const importTokens = async (
    id: string,
    refreshToken: string | null,
    access: FoundAccessToken | null,
    isNew: boolean,
  ): Promise<void> => {
    try {
      await accounts.importTokens(id, refreshToken, access)
    } catch (error) {
      if (isNew) await accounts.remove(id)
      throw error
    }
  }

  const save: IpcHandlers['accounts:save'] = async (options) => {
    const { id, form, clientSecret, importSignIn, trustIssuer = null } = options
    const imported = offers.taken()
    const secret =
      clientSecret.kind === 'typed'
        ? clientSecret.value
        : clientSecret.kind === 'imported'
          ? (imported?.clientSecret ?? null)
          : null
    const refreshToken = imported?.refreshToken ?? null
    const access = foundAccess(imported)
    if (importSignIn && refreshToken === null && access === null) throw new AppError('envFileUnusable')
    const savedId = await accounts.save({ id, form, clientSecret: secret, trustIssuer })
    if (importSignIn) await importTokens(savedId, refreshToken, access, id === null)
    return { id: savedId }
  }

  const accountIn = (id: string) => {
    const account = store.snapshot().accounts.find((one) => one.id === id)
    if (account === undefined) throw new AppError('accountNotFound')
    return account
  }

  const bridged = (id: string): BridgedAccount => {
    const { name, kind, apiUrl } = accountIn(id)
    const isDefault = defaultAccount(store.snapshot())?.id === id
    return { id, name, isDefault, serverUrl: isDiscovered(kind) ? apiUrl : null }
  }

  const addSyncedFile: IpcHandlers['syncedFiles:add'] = async ({ id, kind, names }) => {
    const path = await deps.pickSyncedFile(kind, accountIn(id).name)
    if (path === null) return { added: false }
    await accounts.addSyncedFile(id, { path, kind, names })
    return { added: true }
  }

  const syncImportedFile: IpcHandlers['import:syncFile'] = async ({ id }) => {
    const file = offers.file()
    if (file === null) throw new AppError('envFileUnusable')
    await accounts.addSyncedFile(id, file)
  }

  return {
    'state:get': () => store.snapshot(),
    'accounts:discover': ({ apiUrl }) => accounts.discover(apiUrl),
    'accounts:save': save,
    'accounts:remove': ({ id }) => accounts.remove(id),
    'accounts:history': ({ id }) => [...accounts.getHistory(id)],
    'accounts:pastDays': () =>
      Object.fromEntries(
        store
          .snapshot()
          .accounts.map(({ id, token }) => [id, pastDay(accounts.getHistory(id), token, Date.now())]),
      ),
    'accounts:exportHistory': async ({ id, format }) => {
      const account = { id, name: accountIn(id).name }
      const history = { account, ...toHistory(accounts.getHistory(id), Date.now()) }
      return { saved: await deps.saveHistory(history, format) }
    },
    'accounts:renew': async ({ id }) => {
      await accounts.renew(id)
    },
    'accounts:copyCallbackUrl': ({ id }) => clipboard.writeText(accountIn(id).redirectUri),
    'accounts:copyToken': ({ id }) => deps.copyToken(id),
    'accounts:test': ({ id }) => accounts.test(id),
    'signIn:start': ({ id, surface }) => deps.startSignIn(id, surface),
    'signIn:answer': ({ id, proceed }) => accounts.answerSignIn(id, proceed),
    'signIn:copyPageUrl': async ({ id }) => {
      const { activity } = accountIn(id)
      if (activity.kind !== 'signingIn' || activity.pageUrl === null) throw new AppError('signInNotBegun')
      await clipboard.writeText(activity.pageUrl)
    },
    'signIn:dismissError': ({ id }) => store.dispatch({ type: 'signInErrorDismissed', id }),
    'signIn:cancel': ({ id }) => accounts.cancelSignIn(id),
    'signIn:signOut': ({ id }) => accounts.signOut(id),
    'import:find': () => offers.find(),
    'import:pickFile': () => offers.pickFile(),
    'import:blankRefreshToken': () => offers.blankRefreshToken(),
    'import:syncFile': syncImportedFile,
    'syncedFiles:add': addSyncedFile,
    'syncedFiles:remove': ({ id, fileId }) => {
      const file = accountIn(id).syncedFiles.find((one) => one.id === fileId)
      // a double click, or another program removed it first
      return file === undefined ? undefined : accounts.removeSyncedFile(id, file.path)
    },
    'mcpSetUp:state': ({ id }) => deps.mcpSetUp.state(bridged(id)),
    'mcpSetUp:install': ({ id, client, url }) => deps.mcpSetUp.install(bridged(id), client, url),
    'mcpSetUp:uninstall': ({ id, client }) => deps.mcpSetUp.uninstall(bridged(id), client),
    'mcpSetUp:copySnippet': ({ id, url }) => clipboard.writeText(deps.mcpSetUp.snippet(bridged(id), url)),
    'demo:add': async () => {
      const { form, clientSecret } = await deps.demo.start()
      const id = await accounts.save({ id: null, form, clientSecret, demo: true })
      deps.startSignIn(id, 'window')
      return { id }
    },
    'settings:save': (change) => {
      deps.saveSettings(onlyGiven(change))
      if (change.windowSize === null) deps.resetWindowSize()
    },
    'settings:chooseCaFile': async () => {
      const path = await deps.pickCaFile()
      if (path !== null) await chooseCaFile(accounts, path)
    },
    'settings:forgetCaFile': () => chooseCaFile(accounts, null),
    'app:openLink': ({ link }) => openLink(links[link]),
    'app:copyText': ({ text }) => clipboard.writeText(defaultTexts[text]),
    'app:openLogFolder': () => openFolder(deps.logFolder),
    'app:copyDiagnostics': () => clipboard.writeText(deps.diagnostics()),
    'app:restartToUpdate': () => deps.restartToUpdate(),
    'window:hide': () => deps.hideWindow(),
    'window:fit': ({ height }) => deps.fitWindow(height),
  }
}
