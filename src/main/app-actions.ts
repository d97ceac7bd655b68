import { app, dialog, type BrowserWindow } from 'electron'
import type { Accounts } from '../core/accounts/accounts.ts'
import type { Log } from '../core/ports.ts'
import type { AppStore } from '../core/state/app-store.ts'
import { AppError, toErrorCode } from '../shared/error-codes.ts'
import { errorRow } from '../shared/error-table.ts'
import { failureText } from '../shared/failure-text.ts'
import type { Settings } from '../shared/settings.ts'
import { afterRenewals } from './after-renewals.ts'
import { installFromMenu } from './command-line-tool/command-line-tool.ts'
import type { LoginItem } from './login-item/login-item.ts'
import type { TokenClipboard } from './token-clipboard.ts'
import { canBeRenewed, type TrayAction } from './tray/tray-model.ts'

interface AppActionsDeps {
  readonly accounts: Accounts
  readonly store: AppStore
  readonly loginItem: LoginItem
  readonly tokenClipboard: TokenClipboard
  /** Resolves once the window is shown. */
  readonly openWindow: (page: 'accounts' | 'settings', place?: 'behindSignIn') => Promise<void>
  /** For a click on the tray icon: closes the window if it is open. */
  readonly toggleWindow: () => void
  /** Quits as the user would, then installs what was downloaded, which starts the app again. */
  readonly quitToUpdate: () => void
  readonly log: Log
}

/** What the user can do from the tray menu and from the window. */
export interface AppActions {
  /** Copies a valid token. `clearsInSec`: null when the clipboard keeps it. Rejects as `Accounts.ask`. */
  copyToken(accountId: string): Promise<{ clearsInSec: number | null }>
  /** Starts a sign-in; the snapshot tells how it ends. `surface`: null for the one in the settings. */
  startSignIn(accountId: string, surface: 'window' | 'browser' | null): void
  /** Also opens the window, which shows the questions, advice, and errors of a sign-in. */
  startSignInInView(accountId: string): void
  /** Throws an `AppError` if a change can't be applied; then nothing is saved. */
  saveSettings(change: Partial<Settings>): void
  /** Installs the version that was downloaded, once no renewal is running. */
  restartToUpdate(): void
  onTrayAction(action: TrayAction): void
}

export function createAppActions(deps: AppActionsDeps): AppActions {
  const { accounts, store, loginItem, tokenClipboard, openWindow, toggleWindow, log } = deps

  const copyToken: AppActions['copyToken'] = async (accountId) => {
    const { clipboardClearSec } = store.state().settings
    const { accessToken } = await accounts.ask(accountId)
    await tokenClipboard.copy(accessToken, clipboardClearSec)
    accounts.recordCopied(accountId)
    return { clearsInSec: clipboardClearSec === 0 ? null : clipboardClearSec }
  }

  const startSignIn: AppActions['startSignIn'] = (id, surface) =>
    void accounts.signIn(id, surface).catch(() => undefined)

  // the sign-in window is on top, because it opens last
  const startSignInInView: AppActions['startSignInInView'] = (id) =>
    void openWindow('accounts', 'behindSignIn').then(() => startSignIn(id, null))

  const inBackground = (what: string, work: Promise<unknown>): void =>
    void work.catch((error: unknown) => {
      log.warn(`${what} failed`, { code: toErrorCode(error) })
      // the window shows what went wrong
      void openWindow('accounts')
    })

  const saveSettings: AppActions['saveSettings'] = (change) => {
    const { startAtLogin } = change
    const isNew = startAtLogin !== store.state().settings.startAtLogin
    if (startAtLogin !== undefined && isNew) loginItem.set(startAtLogin)
    accounts.saveSettings(change)
  }

  const tell = (message: string, error: unknown): void => {
    const code = toErrorCode(error)
    const detail = error instanceof AppError && code === 'invalidInput' ? error.detail : null
    void dialog.showMessageBox({ type: 'warning', message, detail: detail ?? failureText(code, null) })
  }

  const startAtLogin = (on: boolean): void => {
    try {
      saveSettings({ startAtLogin: on })
    } catch (error) {
      log.warn('could not change start at login', { code: toErrorCode(error) })
      tell('“Start at login” couldn’t be changed', error)
    }
  }

  const copyFromTray = async (accountId: string): Promise<void> => {
    try {
      await copyToken(accountId)
    } catch (error) {
      // everything else is a problem of the account, which the window shows
      if (toErrorCode(error) !== 'notCopied') throw error
      tell('Token not copied', error)
    }
  }

  const restartToUpdate = (): void => {
    if (store.snapshot().update?.isDownloaded === true) afterRenewals(store, deps.quitToUpdate)
  }

  const onTrayAction: AppActions['onTrayAction'] = (action) => {
    switch (action.kind) {
      case 'renew':
        return inBackground('renewing', accounts.renew(action.accountId))
      case 'renewAll':
        for (const { id } of store.snapshot().accounts.filter(canBeRenewed))
          inBackground('renewing', accounts.renew(id))
        return
      case 'copyToken':
        return inBackground('copying', copyFromTray(action.accountId))
      case 'signIn':
        return startSignInInView(action.accountId)
      case 'startAtLogin':
        return startAtLogin(action.on)
      case 'open':
        return void openWindow('accounts')
      case 'toggle':
        return toggleWindow()
      case 'settings':
        return void openWindow('settings')
      case 'restartToUpdate':
        return restartToUpdate()
      case 'installCommand':
        return void installFromMenu()
      case 'quit':
        return app.quit()
    }
  }

  return { copyToken, startSignIn, startSignInInView, saveSettings, restartToUpdate, onTrayAction }
}

/** Whether the user agrees to quit; asks if that would lose a token. */
export async function confirmQuit(store: Pick<AppStore, 'snapshot'>): Promise<boolean> {
  const unsaved = store.snapshot().accounts.filter(({ token }) => token.kind === 'held' && !token.stored)
  if (unsaved.length === 0) return true
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: 'Quit and lose a sign-in?',
    detail: `${unsaved.map(({ name }) => name).join(', ')}: ${errorRow('keychainFailed').what} The token is only in memory. If you quit now, you’ll have to sign in again.`,
    buttons: ['Stay', 'Quit anyway'],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}

let closing: Promise<boolean> | null = null

/**
 * Whether to close a window that is all there is to see of the app, which then keeps running. Asks if quitting would end
 * renewals, and otherwise quits.
 */
export async function confirmClose(
  store: Pick<AppStore, 'snapshot'>,
  window: BrowserWindow | null,
): Promise<boolean> {
  // asks once, no matter how often the user closes the window
  closing ??= askToClose(store, window).finally(() => (closing = null))
  return closing
}

async function askToClose(store: Pick<AppStore, 'snapshot'>, window: BrowserWindow | null): Promise<boolean> {
  const isSignedIn = store.snapshot().accounts.some(({ token }) => token.kind === 'held')
  const options = {
    type: 'question' as const,
    message: 'Keep renewing your tokens?',
    detail:
      'Your desktop shows no tray icons, so nothing will show that Jira Token Tray is running. To open this window again, start the app again.',
    buttons: ['Keep running', 'Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  }
  const ask = () =>
    window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options)
  const response = isSignedIn ? (await ask()).response : 1
  if (response === 1) app.quit()
  return response === 0
}
