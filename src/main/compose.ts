import { app } from 'electron'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { findTimeLocale, setTimeLocale, timeLocale } from '../shared/time-text.ts'
import type { AppSnapshot } from '../shared/snapshot.ts'
import { isInAppImage } from '../ownership/start-command.ts'
import { createKeytarLoader } from '../adapters/keychain/load-keytar.ts'
import { watchKeyrings } from '../adapters/keychain/watch-keyrings.ts'
import { createFileLog, logUnexpected, type FileLog } from '../adapters/log/file-log.ts'
import { createRedactor, type Redactor } from '../adapters/log/redact.ts'
import { createLoopbackSurface } from '../adapters/loopback/loopback-surface.ts'
import { watchTimeZone } from '../adapters/system/watch-time-zone.ts'
import { createOwner, type Owner, type OwnerOptions } from '../owner/create-owner.ts'
import { createAccountSetUp } from '../mcp/setup/account-setup.ts'
import { acquireDataFolder } from './acquire-data-folder.ts'
import { confirmClose, confirmQuit, createAppActions, type AppActions } from './app-actions.ts'
import type { AppPaths } from './app-paths.ts'
import type { DemoProvider } from './demo/demo-provider.ts'
import { findDemoProvider } from './demo/find-demo-provider.ts'
import { diagnosticsText } from './diagnostics.ts'
import {
  appCertificatesOf,
  appProxyFor,
  createAppFetch,
  openElectronStore,
  startKeychainProcess,
} from './electron-adapters.ts'
import { createFileDialogs } from './file-dialogs.ts'
import { createImportOffers } from './import/import-offers.ts'
import { createHandlers } from './ipc/handlers.ts'
import { registerIpc } from './ipc/register-ipc.ts'
import { createLoginItem, type LoginItem } from './login-item/login-item.ts'
import { createNotifier, type Notifier, type Occasion } from './notifications.ts'
import { openInBrowser } from './open-externally.ts'
import { watchPower } from './power.ts'
import { eventLine, tellingHistory } from './print-events.ts'
import { createSelfUpdate, type SelfUpdate } from './self-update.ts'
import { watchKeptSignIns } from './sign-in-window/kept-sign-ins.ts'
import { createSignInWindow } from './sign-in-window/sign-in-window.ts'
import { createTokenClipboard } from './token-clipboard.ts'
import type { TrayAction } from './tray/tray-model.ts'
import type { AppTray } from './tray/tray.ts'
import { createTrayPresence } from './tray/tray-presence.ts'
import { createSmallWindow, type SmallWindow } from './window/small-window.ts'

/** A renewal that takes longer than this on quit is left to the next start. */
const quitTimeoutMs = 10_000

export interface ComposeOptions {
  readonly paths: AppPaths
  readonly outFolder: string
  readonly debug: boolean
  readonly hidden: boolean
  readonly printEvents: boolean
  readonly tray: AppTray
  /** See `AppActionsDeps`. */
  quitToUpdate(): void
}

export interface App {
  open(): void
  onTrayAction(action: TrayAction): void
  /** Whether the user agrees to quit; asks if that would lose a token. */
  mayQuit(): Promise<boolean>
  /** Clears the clipboard, and starts no renewal for up to a minute: the system may end this program any moment. */
  getReadyToEnd(): void
  close(): Promise<void>
  /** Installs what was downloaded; then Electron quits, and the new version starts. Only after `close`. */
  installUpdate(onFailed: () => void): void
}

/** What the owner needs that exists before it. */
interface OwnerParts {
  readonly log: FileLog
  readonly redactor: Redactor
  readonly demo: DemoProvider
  readonly loginItem: LoginItem
  readonly alert: OwnerOptions['alert']
  readonly selfUpdate: SelfUpdate | null
}

function createAppOwner({ paths, outFolder, printEvents }: ComposeOptions, parts: OwnerParts): Owner {
  const { log, redactor, demo, loginItem, alert, selfUpdate } = parts
  const owner = createOwner({
    log,
    redactor,
    alert,
    demoAvailable: demo.available,
    startAtLogin: loginItem.isOn(),
    downloadUpdate: selfUpdate?.download ?? null,
    kind: 'app',
    version: app.getVersion(),
    dataFolder: paths.dataFolder,
    spelledFolder: paths.spelledFolder,
    openStore: openElectronStore,
    loadKeytar: createKeytarLoader(
      () => startKeychainProcess(outFolder),
      () => owner.accounts.keychainChanged(),
    ),
    fetch: createAppFetch(() => owner.store.state().settings.caFile),
    proxyFor: appProxyFor,
    certificatesOf: appCertificatesOf,
    runtime: `Electron ${process.versions['electron']}, Node ${process.versions.node}`,
    surfaces: {
      window: createSignInWindow(() => owner.store.state().settings.keepSignInSession),
      browser: createLoopbackSurface(openInBrowser),
    },
    wrapHistory: (history, name) =>
      tellingHistory(history, (id, event) => {
        if (printEvents) process.stdout.write(`${eventLine(name(id), event)}\n`)
      }),
    release: null,
  })
  return owner
}

/** What shows the state, or acts on it. */
interface AppParts {
  readonly options: ComposeOptions
  readonly log: FileLog
  readonly redactor: Redactor
  readonly owner: Owner
  readonly notifier: Notifier
  readonly window: SmallWindow
  readonly actions: AppActions
  readonly demo: DemoProvider
}

function isOver({ accounts }: AppSnapshot, { alert, accountId }: Occasion): boolean {
  const account = accounts.find(({ id }) => id === accountId)
  return account === undefined || (alert === 'signInNeeded' && account.problem.kind !== 'signInNeeded')
}

/** Shows every new state in the tray and the window, and applies its settings. */
function followState({ options, log, owner: { store }, notifier, window }: AppParts): void {
  const { tray, debug } = options
  tray.show(store.snapshot())
  let { logLevel } = store.state().settings
  log.setLevel(debug ? 'debug' : logLevel)
  const show = (snapshot: AppSnapshot): void => {
    tray.show(snapshot)
    window.push(snapshot)
    notifier.withdraw((occasion) => isOver(snapshot, occasion))
    if (snapshot.settings.logLevel === logLevel) return
    logLevel = snapshot.settings.logLevel
    if (!debug) log.setLevel(logLevel)
  }
  store.subscribe((snapshot) => {
    try {
      show(snapshot)
    } catch (error) {
      log.error('could not show the state', { error })
    }
  })
}

/** Handles what the window asks for. */
function serveWindow({ options, log, redactor, owner, window, actions, demo }: AppParts): void {
  const { paths } = options
  const { accounts, store } = owner
  const parent = () => window.current()
  const handlers = createHandlers({
    accounts,
    store,
    offers: createImportOffers(process.env, (secret) => redactor.register(secret), parent),
    demo,
    logFolder: paths.logFolder,
    ...createFileDialogs(paths, parent),
    mcpSetUp: createAccountSetUp({
      at: { platform: process.platform, home: homedir(), environment: process.env },
      programs: {
        checkout: app.isPackaged ? null : app.getAppPath(),
        // an AppImage is only mounted while the app is running
        commandFolder:
          app.isPackaged && !isInAppImage(process.env, process.execPath)
            ? join(process.resourcesPath, 'cli')
            : null,
      },
      dataFolder: paths.isUsual ? null : paths.dataFolder,
    }),
    ...actions,
    diagnostics: () => diagnosticsText(store.snapshot(), accounts),
    hideWindow: () => window.hide(),
    fitWindow: (height) => window.fit(height),
    resetWindowSize: () => window.resetSize(),
  })
  registerIpc(handlers, (frame) => window.isOurs(frame), log)
}

/** Follows what happens outside: to this computer, and to our releases. Returns a function that ends that. */
function watchSystem({ options: { tray }, owner, window }: AppParts): () => void {
  const { accounts, store, updateChecks } = owner
  const stops = [
    watchPower(accounts, store),
    watchTimeZone(() => {
      setTimeLocale(timeLocale())
      tray.show(store.snapshot())
      window.push(store.snapshot())
    }),
    watchKeyrings(() => accounts.keychainChanged()),
    updateChecks.start(),
  ]
  return () => stops.forEach((stop) => stop())
}

/** Assembles the app once Electron is ready. Rejects with `ownerStays` if another process keeps ownership. */
export async function compose(options: ComposeOptions): Promise<App> {
  const { paths, outFolder, tray, hidden } = options
  const redactor = createRedactor()
  const log = createFileLog(paths.logFolder, redactor, options.debug && 'debug')
  logUnexpected(log)

  setTimeLocale(findTimeLocale(process.env, process.platform) ?? app.getSystemLocale())
  const localApi = await acquireDataFolder(paths, log)
  const demo = await findDemoProvider()
  const loginItem = createLoginItem(paths.isUsual ? null : paths.dataFolder, log)
  loginItem.repair()
  const notifier = createNotifier(log)
  const alert: OwnerOptions['alert'] = (accountId, kind) => {
    const account = owner.getAccountName(accountId)
    log.warn('notified the user', { account, alert: kind })
    if (!store.state().settings.notifications) return
    // it shows the same
    const shown = window.current()
    if (shown?.isVisible() === true && shown.isFocused()) return
    const occasion = { alert: kind, accountId }
    notifier.show(occasion, account, () => {
      // a desktop may keep a notification long after it was withdrawn
      if (kind === 'signInNeeded' && !isOver(store.snapshot(), occasion)) actions.startSignInInView(accountId)
      else void window.open('accounts', 'behindSignIn')
    })
  }
  const selfUpdate = createSelfUpdate()
  const owner = createAppOwner(options, { log, redactor, demo, loginItem, alert, selfUpdate })
  const { accounts, store } = owner

  const tokenClipboard = createTokenClipboard(() => window.focus())
  const openWindow: SmallWindow['open'] = (page, place) => window.open(page, place)
  const trayPresence = createTrayPresence({
    tray,
    store,
    hidden,
    openWindow: () => void openWindow('accounts'),
  })
  const window = createSmallWindow({
    outFolder,
    iconBounds: () => tray.bounds(),
    snapshot: () => store.snapshot(),
    saveSize: (windowSize) => actions.saveSettings({ windowSize }),
    isOnlySign: () => !trayPresence.isShown(),
    mayCloseLastSign: () => confirmClose(store, window.current()),
  })
  const actions = createAppActions({
    accounts,
    store,
    loginItem,
    tokenClipboard,
    openWindow,
    toggleWindow: () => window.toggle(),
    quitToUpdate: options.quitToUpdate,
    log,
  })

  const shown = { options, log, redactor, owner, notifier, window, actions, demo }
  followState(shown)
  serveWindow(shown)
  watchKeptSignIns(store, log)
  localApi.serve(owner.service)
  const stopWatching = watchSystem(shown)
  void accounts.start()
  log.info('started', { version: app.getVersion(), electron: process.versions['electron'] })

  const isNew = store.state().records.length === 0
  void trayPresence.find().then(() => {
    if (isNew && !hidden) void openWindow('accounts')
  })

  return {
    open: () => void openWindow('accounts'),
    onTrayAction: actions.onTrayAction,
    mayQuit: () => confirmQuit(store),
    getReadyToEnd: () => {
      accounts.suspend()
      void tokenClipboard.clear()
    },
    close: async () => {
      stopWatching()
      trayPresence.close()
      window.close()
      const timeoutSignal = new Promise((resolve) => setTimeout(resolve, quitTimeoutMs))
      await Promise.race([Promise.all([accounts.close(), tokenClipboard.clear()]), timeoutSignal])
      // last, because the next owner of the data folder may renew immediately
      await localApi.close()
      demo.stop()
      log.info('stopped')
    },
    installUpdate: (onFailed) => selfUpdate?.install(onFailed),
  }
}
