import { accountToShow, isRenewable, viewAccount, type AccountView } from '../../shared/account-view.ts'
import { isolated } from '../../shared/clean-text.ts'
import type { AccountSnapshot, AppSnapshot } from '../../shared/snapshot.ts'
import { updateText } from '../../shared/update-text.ts'
import type { TrayLook } from '../tray-icon/tray-look.ts'

/**
 * The time left in two characters: minutes to 99, then whole hours (`1h` to `9h`), then `9+`.
 *
 * Rounds down, so that the icon never promises too much.
 */
export function trayLabel(minutesLeft: number): string {
  if (!(minutesLeft > 0)) return '0'
  if (minutesLeft < 100) return String(Math.floor(minutesLeft))
  const hours = Math.floor(minutesLeft / 60)
  return hours < 10 ? `${hours}h` : '9+'
}

/** The action of a menu item. */
export type TrayAction =
  | { readonly kind: 'renew' | 'copyToken' | 'signIn'; readonly accountId: string }
  | {
      readonly kind:
        'renewAll' | 'open' | 'toggle' | 'settings' | 'restartToUpdate' | 'installCommand' | 'quit'
    }
  | { readonly kind: 'startAtLogin'; readonly on: boolean }

export type TrayMenuItem =
  | { readonly kind: 'status'; readonly label: string }
  | {
      readonly kind: 'action'
      readonly label: string
      readonly action: TrayAction
      readonly enabled: boolean
    }
  | {
      readonly kind: 'checkbox'
      readonly label: string
      readonly checked: boolean
      readonly action: TrayAction
    }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayMenuItem[] }
  | { readonly kind: 'separator' }

/** Everything the tray shows, as plain data. */
export interface TrayModel {
  readonly look: Omit<TrayLook, 'template'>
  /** The text next to the icon (macOS only). */
  readonly title: string
  readonly tooltip: string
  readonly menu: readonly TrayMenuItem[]
}

const appName = 'Jira Token Tray'

/** The longest tooltip Windows shows. Source: Microsoft Learn, NOTIFYICONDATAW, szTip. */
const windowsTooltipLength = 127

/** Whether “Renew now” is possible for this account. */
export function canBeRenewed(account: AccountSnapshot): boolean {
  const { activity, problem } = account
  return isRenewable(account) && activity.kind !== 'renewing' && problem.kind !== 'signInNeeded'
}

/** The app's name, and one line per account. Windows truncates long tooltips, so there it is only the account shown in the icon. */
function tooltipText(
  snapshot: AppSnapshot,
  shown: AccountSnapshot,
  formatLine: (of: AccountSnapshot) => string,
) {
  const { accounts, platform } = snapshot
  if (platform !== 'win32' || accounts.length === 1) return [appName, ...accounts.map(formatLine)].join('\n')
  const more = `\nand ${accounts.length - 1} more`
  const line = `${appName}\n${formatLine(shown)}`
  const room = windowsTooltipLength - more.length
  return (line.length > room ? `${line.slice(0, room - 1)}…` : line) + more
}

function accountItems(account: AccountSnapshot, view: AccountView): TrayMenuItem[] {
  const target = { accountId: account.id }
  const { token, problem, activity } = account
  const mayRenew = token.kind === 'held' && activity.kind !== 'renewing' && problem.kind !== 'signInNeeded'
  const needsSignIn = problem.kind === 'signInNeeded' || (token.kind === 'held' && !isRenewable(account))
  const signIn = token.kind === 'none' ? 'Sign in' : 'Sign in again'
  return [
    {
      kind: 'action',
      label: 'Renew now',
      action: { kind: 'renew', ...target },
      enabled: canBeRenewed(account),
    },
    {
      kind: 'action',
      label: 'Copy token',
      action: { kind: 'copyToken', ...target },
      enabled: view.leftMs !== null && (view.leftMs > 0 || mayRenew),
    },
    ...(needsSignIn
      ? [{ kind: 'action', label: signIn, action: { kind: 'signIn', ...target }, enabled: true } as const]
      : []),
  ]
}

function accountMenu(snapshot: AppSnapshot, views: ReadonlyMap<string, AccountView>): TrayMenuItem[] {
  const lines = snapshot.accounts.flatMap((account) => {
    const view = views.get(account.id)
    if (view === undefined) return []
    const label = `${isolated(account.name)}: ${view.status}`
    const items = accountItems(account, view)
    return [{ label, items }]
  })
  const [only] = lines
  if (only === undefined) return [{ kind: 'status', label: 'No account yet' }]
  if (lines.length === 1) return [{ kind: 'status', label: only.label }, ...only.items]
  return [
    ...lines.map(({ label, items }, index): TrayMenuItem => ({
      kind: 'submenu',
      label: isolated(snapshot.accounts[index]?.name ?? ''),
      items: [{ kind: 'status', label }, ...items],
    })),
    {
      kind: 'action',
      label: 'Renew all',
      action: { kind: 'renewAll' },
      enabled: snapshot.accounts.some(canBeRenewed),
    },
  ]
}

function updateItems({ update, version }: AppSnapshot): TrayMenuItem[] {
  if (update === null) return []
  const { menu } = updateText(update, version)
  const kind = update.isDownloaded ? 'restartToUpdate' : 'open'
  return [{ kind: 'action', label: menu, action: { kind }, enabled: true }]
}

const installItem: TrayMenuItem = {
  kind: 'action',
  label: 'Install command line tool…',
  action: { kind: 'installCommand' },
  enabled: true,
}

/** What the tray shows until the accounts are loaded. */
export const startingModel: TrayModel = {
  look: { label: '', fraction: 0, tone: 'renewing' },
  title: '',
  tooltip: `${appName} is starting…`,
  menu: [
    { kind: 'status', label: 'Starting…' },
    { kind: 'separator' },
    { kind: 'action', label: 'Quit', action: { kind: 'quit' }, enabled: true },
  ],
}

/** What the tray shows for a snapshot at the given time. `canInstallCommand`: whether `jira-token` is not installed yet. */
export function trayModel(snapshot: AppSnapshot, nowMs: number, canInstallCommand = false): TrayModel {
  const views = new Map(snapshot.accounts.map((account) => [account.id, viewAccount(account, nowMs)]))
  const shown = accountToShow(snapshot.accounts, snapshot.settings.pinnedAccountId, nowMs)
  const view = shown === null ? undefined : views.get(shown.id)
  const label =
    view === undefined || view.leftMs === null || view.leftMs === 0 ? '' : trayLabel(view.leftMs / 60_000)
  const formatLine = ({ id, name }: AccountSnapshot): string =>
    `${isolated(name)}: ${views.get(id)?.status ?? ''}`
  return {
    look: { label, fraction: view?.fraction ?? 0, tone: view?.state ?? 'noAccount' },
    title: label === '' ? '' : /^\d+$/.test(label) ? `${label} min` : label,
    tooltip: shown === null ? `${appName}: no account yet` : tooltipText(snapshot, shown, formatLine),
    menu: [
      ...accountMenu(snapshot, views),
      { kind: 'separator' },
      ...updateItems(snapshot),
      { kind: 'action', label: `Open ${appName}`, action: { kind: 'open' }, enabled: true },
      { kind: 'action', label: 'Settings…', action: { kind: 'settings' }, enabled: true },
      {
        kind: 'checkbox',
        label: 'Start at login',
        checked: snapshot.settings.startAtLogin,
        action: { kind: 'startAtLogin', on: !snapshot.settings.startAtLogin },
      },
      ...(canInstallCommand ? [installItem] : []),
      { kind: 'separator' },
      { kind: 'action', label: 'Quit', action: { kind: 'quit' }, enabled: true },
    ],
  }
}

/** Milliseconds until the tray's text or icon changes as time passes; null if it won't. */
export function nextTrayChangeMs(snapshot: AppSnapshot, nowMs: number): number | null {
  const waits = snapshot.accounts.flatMap((account) => {
    const { leftMs } = viewAccount(account, nowMs)
    return leftMs === null || leftMs === 0 ? [] : [leftMs % 60_000 === 0 ? 60_000 : leftMs % 60_000]
  })
  return waits.length === 0 ? null : Math.min(...waits)
}
