import { app, dialog, shell } from 'electron'
import { homedir } from 'node:os'
import { AppError, toErrorCode } from '../shared/error-codes.ts'
import type { Settings } from '../shared/settings.ts'
import type { AppSnapshot } from '../shared/snapshot.ts'
import { errorText, failureText } from '../shared/error-texts.ts'
import { addTimeout } from '../adapters/keychain/with-timeout.ts'
import { createRestartingKeychain } from '../adapters/keychain/restarting-keychain.ts'
import type { Keytar } from '../adapters/keychain/keytar.ts'
import { createLocalApi } from '../owner/api/local-api.ts'
import { noteHowToStart } from '../ownership/start-command.ts'
import { createFileLog, logUnexpected } from '../adapters/log/file-log.ts'
import { createRedactor } from '../adapters/log/redact.ts'
import { createLoopbackSurface } from '../adapters/loopback/loopback-surface.ts'
import { createOwner } from '../owner/create-owner.ts'
import { createAccountSetUp } from '../mcp/setup/account-setup.ts'
import type { AppPaths } from './app-paths.ts'
import { createDemoProvider } from './demo/demo-provider.ts'
import { diagnosticsText } from './diagnostics.ts'
import { openElectronStore } from './electron-store.ts'
import { appProxyFor, createAppFetch } from './http-fetch.ts'
import { createImportOffers } from './import/import-offers.ts'
import { createHandlers } from './ipc/handlers.ts'
import { registerIpc } from './ipc/register-ipc.ts'
import { startKeychainProcess } from './start-keychain-process.ts'
import { createLoginItem, startCommand } from './login-item/login-item.ts'
import { createNotifier, type Occasion } from './notifications.ts'
import { watchPower } from './power.ts'
import { eventLine, tellingHistory } from './print-events.ts'
import { createSignInWindow } from './sign-in-window/sign-in-window.ts'
import { createSyncedFilePicker } from './synced-files/pick-synced-file.ts'
import { createTokenClipboard } from './token-clipboard.ts'
import { canBeRenewed, type TrayAction } from './tray/tray-model.ts'
import type { AppTray } from './tray/tray.ts'
import { createTrayPresence } from './tray/tray-presence.ts'
import { createSmallWindow } from './window/small-window.ts'

/** A flight that takes longer than this on quit is left to the next start. */
const quitTimeoutMs = 10_000

/** An agent that is asked to give way finishes its renewals first. */
const acquireTimeoutMs = 20_000

export interface ComposeOptions {
  readonly paths: AppPaths
  readonly outFolder: string
  readonly debug: boolean
  readonly hidden: boolean
  readonly printEvents: boolean
  readonly tray: AppTray
}

export interface App {
  open(): void
  onTrayAction(action: TrayAction): void
  /** Whether the user agrees to quit; asks when that would lose a token. */
  mayQuit(): Promise<boolean>
  close(): Promise<void>
}

/** Puts the app together, once Electron is ready. Rejects when another program holds the accounts and stays. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { paths, outFolder, tray } = options
  const redactor = createRedactor()
  const log = createFileLog(paths.logFolder, redactor, options.debug)
  logUnexpected(log)

  // first of all: who does not own the data folder must not touch the accounts
  const localApi = createLocalApi({
    dataFolder: paths.dataFolder,
    log,
    acquires: true,
    busyTimeoutMs: acquireTimeoutMs,
  })
  const ownershipStatus = await localApi.ownershipStatus
  if (ownershipStatus === 'taken' || ownershipStatus === 'busy') throw new AppError('ownerStays')
  if (ownershipStatus === 'owned') noteHowToStart(paths.dataFolder, startCommand())

  const demo = createDemoProvider(app.getAppPath())
  const demoAvailable = demo.available && !app.isPackaged
  const loginItem = createLoginItem()
  const notifier = createNotifier()
  const loadKeytar = async (): Promise<Keytar> => (await import('keytar')).default
  const { accounts, store, service, getAccountName } = createOwner({
    kind: 'app',
    version: app.getVersion(),
    dataFolder: paths.dataFolder,
    keychainService: paths.keychainService,
    demoAvailable,
    startAtLogin: loginItem.isOn(),
    openStore: openElectronStore,
    loadKeytar:
      process.platform === 'linux'
        ? createRestartingKeychain(loadKeytar, () => startKeychainProcess(outFolder))
        : addTimeout(loadKeytar),
    fetch: createAppFetch(),
    proxyFor: appProxyFor,
    runtime: `Electron ${process.versions['electron']}, Node ${process.versions.node}`,
    surfaces: {
      window: createSignInWindow(() => store.state().settings.keepSignInSession),
      browser: createLoopbackSurface((url) => shell.openExternal(url)),
    },
    log,
    redactor,
    wrapHistory: (history, name) =>
      tellingHistory(history, (id, event) => {
        if (options.printEvents) process.stdout.write(`${eventLine(name(id), event)}\n`)
      }),
    alert: (accountId, alert) => {
      log.warn('told the user', { account: getAccountName(accountId), alert })
      if (!store.state().settings.notifications) return
      const occasion = { alert, accountId }
      notifier.show(occasion, getAccountName(accountId), () => {
        // a desktop may keep it long after it was withdrawn
        if (alert === 'signInNeeded' && !isOver(occasion)) startSignIn(accountId, null)
        window.open('accounts')
      })
    },
    release: null,
  })

  const isOver = ({ alert, accountId }: Occasion): boolean => {
    const account = store.snapshot().accounts.find(({ id }) => id === accountId)
    return account === undefined || (alert === 'signInNeeded' && account.problem.kind !== 'signInNeeded')
  }

  const tokenClipboard = createTokenClipboard()
  const copyToken = async (accountId: string): Promise<{ clearsInSec: number | null }> => {
    const { clipboardClearSec } = store.state().settings
    const { accessToken } = await accounts.ask(accountId)
    await tokenClipboard.copy(accessToken, clipboardClearSec)
    accounts.noteCopied(accountId)
    return { clearsInSec: clipboardClearSec === 0 ? null : clipboardClearSec }
  }

  // how it ends is told by the snapshot
  const startSignIn = (id: string, surface: 'window' | 'browser' | null): void =>
    void accounts.signIn(id, surface).catch(() => undefined)

  const trayPresence = createTrayPresence({
    tray,
    store,
    hidden: options.hidden,
    openWindow: () => window.open('accounts'),
  })
  const window = createSmallWindow({
    outFolder,
    iconBounds: () => tray.bounds(),
    snapshot: () => store.snapshot(),
    isOnlySign: () => !trayPresence.isShown(),
    onLastSignClosed: () => app.quit(),
  })

  const inBackground = (what: string, work: Promise<unknown>): void =>
    void work.catch((error: unknown) => {
      log.warn(`${what} did not work`, { code: toErrorCode(error) })
      // what went wrong is to be seen there
      window.open('accounts')
    })

  /** Throws an `AppError` when a change can't be carried out; then none is saved. */
  const saveSettings = (change: Partial<Settings>): void => {
    const { startAtLogin } = change
    const isNew = startAtLogin !== store.state().settings.startAtLogin
    if (startAtLogin !== undefined && isNew) loginItem.set(startAtLogin)
    accounts.saveSettings(change)
  }

  const startAtLogin = (on: boolean): void => {
    try {
      saveSettings({ startAtLogin: on })
    } catch (error) {
      log.warn('start at login could not be changed', { code: toErrorCode(error) })
      const detail = error instanceof AppError ? error.detail : null
      void dialog.showMessageBox({
        type: 'warning',
        message: '“Start at login” could not be changed',
        detail: detail ?? failureText(toErrorCode(error), null),
      })
    }
  }

  const onTrayAction = (action: TrayAction): void => {
    switch (action.kind) {
      case 'renew':
        return inBackground('renewing', accounts.renew(action.accountId))
      case 'renewAll':
        for (const { id } of store.snapshot().accounts.filter(canBeRenewed))
          inBackground('renewing', accounts.renew(id))
        return
      case 'copyToken':
        return inBackground('copying', copyToken(action.accountId))
      case 'signIn':
        startSignIn(action.accountId, null)
        // what it asks, advises or fails with is to be seen there
        return window.open('accounts')
      case 'startAtLogin':
        return startAtLogin(action.on)
      case 'open':
        return window.open('accounts')
      case 'settings':
        return window.open('settings')
      case 'quit':
        return app.quit()
    }
  }

  tray.show(store.snapshot())
  let applied = store.state().settings
  log.setLevel(options.debug ? 'debug' : applied.logLevel)
  const show = (snapshot: AppSnapshot): void => {
    tray.show(snapshot)
    window.push(snapshot)
    notifier.withdraw(isOver)
    const next = snapshot.settings
    if (next.logLevel !== applied.logLevel && !options.debug) log.setLevel(next.logLevel)
    applied = next
  }
  store.subscribe((snapshot) => {
    try {
      show(snapshot)
    } catch (error) {
      log.error('the state could not be shown', { error })
    }
  })

  const offers = createImportOffers(
    process.env,
    (secret) => redactor.register(secret),
    () => window.current(),
  )
  registerIpc(
    createHandlers({
      accounts,
      store,
      offers,
      demo: {
        ...demo,
        start: () => (demoAvailable ? demo.start() : Promise.reject(new AppError('demoUnavailable'))),
      },
      logFolder: paths.logFolder,
      pickSyncedFile: createSyncedFilePicker(process.env, paths.dataFolder, () => window.current()),
      mcpSetUp: createAccountSetUp({
        at: { platform: process.platform, home: homedir(), environment: process.env },
        checkout: app.isPackaged ? null : app.getAppPath(),
        dataFolder: paths.isUsual ? null : paths.dataFolder,
      }),
      copyToken,
      startSignIn,
      saveSettings,
      diagnostics: () => diagnosticsText(store.snapshot(), accounts),
      hideWindow: () => window.hide(),
    }),
    (frame) => window.isOurs(frame),
    log,
  )

  localApi.serve(service)
  const stopPower = watchPower(accounts)
  void accounts.start()
  log.info('started', { version: app.getVersion(), electron: process.versions['electron'] })

  const isNew = store.state().records.length === 0
  void trayPresence.find().then(() => {
    if (isNew && !options.hidden) window.open('accounts')
  })

  return {
    open: () => window.open('accounts'),
    onTrayAction,
    mayQuit: async () => {
      const unsaved = store.snapshot().accounts.filter(({ token }) => token.kind === 'held' && !token.stored)
      if (unsaved.length === 0) return true
      const { response } = await dialog.showMessageBox({
        type: 'warning',
        message: 'Quit and lose a sign-in?',
        detail: `${unsaved.map(({ name }) => name).join(', ')}: ${errorText('keychainFailed').what} The token is in memory only; after quitting you would have to sign in again.`,
        buttons: ['Stay', 'Quit anyway'],
        defaultId: 0,
        cancelId: 0,
      })
      return response === 1
    },
    close: async () => {
      stopPower()
      trayPresence.close()
      window.close()
      const timeoutSignal = new Promise((resolve) => setTimeout(resolve, quitTimeoutMs))
      await Promise.race([Promise.all([accounts.close(), tokenClipboard.clear()]), timeoutSignal])
      // only now: whoever owns the data folder next may renew at once
      await localApi.close()
      demo.stop()
      log.info('stopped')
    },
  }
}
