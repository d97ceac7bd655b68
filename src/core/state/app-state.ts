import { toAccountForm } from '../../shared/account-form.ts'
import { cleanText } from '../../shared/clean-text.ts'
import type { ErrorCode } from '../../shared/error-table.ts'
import type { Settings } from '../../shared/settings.ts'
import type {
  AccountSnapshot,
  Activity,
  AppSnapshot,
  Notice,
  SyncedFileState,
  Update,
} from '../../shared/snapshot.ts'
import { isNewerVersion } from '../../shared/versions.ts'
import { getSites } from '../accounts/account-sites.ts'
import type { AccountRecord } from '../ports.ts'
import type { AccountTokenFacts } from '../token/account-token-types.ts'

export type SignInActivity = Activity & { kind: 'signingIn' }

type SyncedFileStates = Readonly<Record<string, SyncedFileState>>

/** Why a sign-in failed. */
interface SignInError {
  readonly code: ErrorCode
  /** Adds to the text for the code, such as the provider's own words; null if nothing does. */
  readonly detail: string | null
  /** The user has read it. */
  readonly isDismissed?: true
}

/** Everything the app may show; nothing secret. */
export interface AppState {
  readonly app: Pick<AppSnapshot, 'version' | 'platform' | 'demoAvailable' | 'updateFeed'>
  readonly records: readonly AccountRecord[]
  readonly facts: Readonly<Record<string, AccountTokenFacts>>
  readonly signIns: Readonly<Record<string, SignInActivity>>
  readonly signInErrors: Readonly<Record<string, SignInError>>
  /** By account id, then file id. */
  readonly syncedFiles: Readonly<Record<string, SyncedFileStates>>
  readonly settings: Settings
  readonly notices: readonly Notice[]
  /** The newer version that only has to be installed, if there is one. */
  readonly downloadedVersion?: string
}

/** Something that changes the state. */
export type AppEvent =
  | { readonly type: 'recordsChanged'; readonly records: readonly AccountRecord[] }
  | { readonly type: 'accountTokenChanged'; readonly id: string; readonly facts: AccountTokenFacts }
  | { readonly type: 'signInMoved'; readonly id: string; readonly to: SignInActivity }
  | { readonly type: 'signInEnded'; readonly id: string; readonly error: SignInError | null }
  | { readonly type: 'signInErrorDismissed'; readonly id: string }
  | { readonly type: 'syncedFilesReported'; readonly id: string; readonly files: SyncedFileStates }
  | { readonly type: 'settingsChanged'; readonly settings: Settings }
  | { readonly type: 'updateDownloaded'; readonly version: string }
  | { readonly type: 'noticed'; readonly notice: Notice }
  | { readonly type: 'noticeGone'; readonly kind: Notice['kind'] }

function without<T>(map: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  const { [id]: _gone, ...rest } = map
  return rest
}

/** Returns the state after an event. Pure. */
export function reduce(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case 'recordsChanged':
      return { ...state, records: event.records }
    case 'accountTokenChanged':
      return { ...state, facts: { ...state.facts, [event.id]: event.facts } }
    case 'signInMoved':
      return {
        ...state,
        signIns: { ...state.signIns, [event.id]: event.to },
        signInErrors: without(state.signInErrors, event.id),
      }
    case 'signInEnded': {
      const signInErrors = without(state.signInErrors, event.id)
      return {
        ...state,
        signIns: without(state.signIns, event.id),
        signInErrors: event.error === null ? signInErrors : { ...signInErrors, [event.id]: event.error },
      }
    }
    case 'signInErrorDismissed': {
      const error = state.signInErrors[event.id]
      if (error === undefined) return state
      return {
        ...state,
        signInErrors: { ...state.signInErrors, [event.id]: { ...error, isDismissed: true } },
      }
    }
    case 'syncedFilesReported':
      return { ...state, syncedFiles: { ...state.syncedFiles, [event.id]: event.files } }
    case 'settingsChanged':
      return { ...state, settings: event.settings }
    case 'updateDownloaded':
      return { ...state, downloadedVersion: event.version }
    case 'noticed':
      return {
        ...state,
        notices: [...state.notices.filter((n) => n.kind !== event.notice.kind), event.notice],
      }
    case 'noticeGone':
      return { ...state, notices: state.notices.filter((notice) => notice.kind !== event.kind) }
  }
}

const initialFacts: AccountTokenFacts = {
  token: { kind: 'none' },
  activity: { kind: 'idle' },
  problem: { kind: 'none' },
  renewsAtMs: null,
}

const initialFile: SyncedFileState = {
  state: 'waiting',
  error: null,
  detail: null,
  trackedByGit: false,
  inSharedFolder: false,
}

/** As in the account's schema, which a snapshot must match. */
const maxNameLength = 60

/** What viewers see of an account: only fields that are listed, so nothing else can leak. */
function accountSnapshot(state: AppState, record: AccountRecord): AccountSnapshot {
  const { id } = record
  const { token, activity, problem, renewsAtMs } = state.facts[id] ?? initialFacts
  const failed = state.signInErrors[id]
  const signInError = failed === undefined || failed.isDismissed === true ? null : failed
  return {
    id,
    ...toAccountForm(record),
    // it may come from an earlier version, or from another program
    name: cleanText(record.name, maxNameLength) || 'unnamed',
    hasClientSecret: record.hasClientSecret,
    demo: record.demo,
    token,
    activity: state.signIns[id] ?? activity,
    problem,
    signInError: signInError?.code ?? null,
    ...(signInError !== null && signInError.detail !== null && { signInErrorDetail: signInError.detail }),
    renewsAtMs,
    person: record.person,
    sites: [...getSites(record)],
    syncedFiles: record.syncedFiles.map(({ id: fileId, path, kind }) => ({
      id: fileId,
      path,
      kind,
      ...(state.syncedFiles[id]?.[fileId] ?? initialFile),
    })),
  }
}

/** A newer version than this one, if the user wants to know of it. */
function findUpdate({ app, settings, downloadedVersion }: AppState): Update | null {
  const version = settings.updateCheck?.version ?? null
  if (app.updateFeed === null || !settings.checksForUpdates || version === null) return null
  return isNewerVersion(version, app.version)
    ? { version, isDownloaded: version === downloadedVersion }
    : null
}

/** What viewers see of the state. */
export function toSnapshot(state: AppState): AppSnapshot {
  return {
    ...state.app,
    update: findUpdate(state),
    accounts: state.records.map((record) => accountSnapshot(state, record)),
    settings: state.settings,
    notices: [...state.notices],
  }
}
