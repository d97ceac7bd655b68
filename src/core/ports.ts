import type { AccountForm } from '../shared/account.ts'
import type { DiscoveredServer } from '../shared/discovered-server.ts'
import type { ErrorCode } from '../shared/error-codes.ts'
import type { HistoryEvent } from '../shared/history.ts'
import type { Settings } from '../shared/settings.ts'
import type { Person, Site } from '../shared/snapshot.ts'
import type { SyncedFile } from '../shared/synced-file.ts'
import type { AccountSecret, Grant } from './token/token-set.ts'

/** Where the secrets are. Every method rejects with a `keychain…` error when the keychain does not work. */
export interface SecretStore {
  /** null only when the keychain works and holds nothing for this account. */
  read(accountId: string): Promise<AccountSecret | null>
  write(accountId: string, secret: AccountSecret): Promise<void>
  remove(accountId: string): Promise<void>
}

/** Written before a refresh token is sent, so that after a crash it is known that it may have been used up. */
export interface AttemptMark {
  readonly atMs: number
  readonly refreshTokenHash: string
}

/** A synced file as it is kept. */
export interface SyncedFileRecord extends SyncedFile {
  readonly id: string
  /** It may have a token of ours in it: then a sign-out empties it, be it after a crash. */
  readonly holdsToken: boolean
}

/** What is kept of an account outside the keychain; nothing secret. */
export interface AccountRecord extends AccountForm {
  readonly id: string
  readonly demo: boolean
  readonly hasClientSecret: boolean
  /** The keychain should hold a token: then an empty answer from it is not "signed out". */
  readonly hasToken: boolean
  readonly attempt: AttemptMark | null
  readonly person: Person | null
  readonly sites: readonly Site[]
  readonly syncedFiles: readonly SyncedFileRecord[]
}

/** Settings and account records, durable as soon as a `save…` returns. */
export interface Records {
  accounts(): readonly AccountRecord[]
  saveAccounts(accounts: readonly AccountRecord[]): void
  settings(): Settings
  saveSettings(settings: Settings): void
}

export interface AccountEvent {
  readonly account: string
  readonly event: HistoryEvent
}

export interface HistoryFile {
  read(): Readonly<Record<string, readonly HistoryEvent[]>>
  /** Adds these at the end. */
  append(events: readonly AccountEvent[]): void
  /** Replaces everything. */
  save(history: Readonly<Record<string, readonly HistoryEvent[]>>): void
  /** How many events are in the file, also those that nobody needs any more. */
  length(): number
}

/** How a request to the token endpoint ended. Outcomes are data: the OAuth client never throws them. */
export type GrantOutcome =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | {
      readonly kind: 'transient'
      readonly code: ErrorCode
      /** Whether the provider may have honoured the request although no good answer came. */
      readonly maybeHonoured: boolean
      readonly retryAfterMs: number
    }
  | { readonly kind: 'signInNeeded'; readonly code: ErrorCode }
  | { readonly kind: 'misconfigured'; readonly code: ErrorCode }

export type ExchangeOutcome =
  { readonly kind: 'granted'; readonly grant: Grant } | { readonly kind: 'failed'; readonly code: ErrorCode }

/** Where a sign-in sends the user, and what is needed to understand the answer. Source: RFC 7636, RFC 6749. */
export interface SignInRequest {
  readonly url: string
  readonly state: string
  readonly codeVerifier: string
}

/** The provider's OAuth endpoints. A client without a secret is a public one. */
export interface OAuthClient {
  begin(account: AccountForm): Promise<SignInRequest>
  /** Checks the redirect (state, issuer, error) and exchanges its code for a grant. */
  exchange(
    account: AccountForm,
    clientSecret: string | null,
    redirectedTo: string,
    request: Pick<SignInRequest, 'state' | 'codeVerifier'>,
    signal: AbortSignal,
  ): Promise<ExchangeOutcome>
  refresh(
    account: AccountForm,
    clientSecret: string | null,
    refreshToken: string,
    signal: AbortSignal,
  ): Promise<GrantOutcome>
}

/** What an API says to a token. */
interface Access {
  readonly sites: readonly Site[]
  /** What the server calls itself; null: nothing. */
  readonly server: string | null
}

/** The API that the tokens of an account are for, as far as it tells about them. Methods reject with an `AppError`. */
export interface AccountApi {
  checkAccess(account: AccountForm, accessToken: string): Promise<Access>
  /** Whose token it is; null: this API has no way to tell. */
  person(account: AccountForm, accessToken: string, sites: readonly Site[]): Promise<Person | null>
}

export interface RegisteredClient {
  readonly clientId: string
  readonly clientSecret: string | null
}

/**
 * Finds out where an MCP server has people sign in, and registers the app there. Methods reject with an `AppError`,
 * which says what exactly is wrong.
 */
export interface ServerDiscovery {
  discover(url: string): Promise<DiscoveredServer>
  /** Rejects with `registrationNotOffered` or `registrationRefused`, or because the server can't be reached. */
  register(server: DiscoveredServer, options: { readonly redirectUri: string }): Promise<RegisteredClient>
}

/** What goes into a synced file. null leaves what is there. */
export interface TokenValues {
  readonly accessToken: string
  readonly expiresAtMs: number | null
  readonly cloudId: string | null
}

/**
 * Files that get access tokens. Methods reject with a `syncedFile…` error; then a file is as it was before, unless its
 * disk does not answer: that may do what it was asked at any time after.
 */
export interface TokenFiles {
  /**
   * The path by which a file is known: absolute, links in its folders followed. Rejects with `invalidInput` (field
   * `path`) when it is not absolute, or what is there can't take a token.
   */
  locate(file: Pick<SyncedFile, 'path' | 'kind'>): Promise<string>
  /** All at once: nobody ever reads half of it. */
  write(file: SyncedFile, values: TokenValues): Promise<void>
  /** Takes the values out again; a file that is gone has none. */
  blank(file: SyncedFile): Promise<void>
  /** Whether a commit would take the file along; false when that can't be found out. */
  isTrackedByGit(path: string): Promise<boolean>
}

export interface Entropy {
  /** 0 to 1. */
  random(): number
  newId(): string
  /** A hash that tells nothing about the text, for comparing. */
  hash(text: string): string
}

/** Takes a message and plain facts; secrets in them are blanked out. */
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}

/** What a surface may tell about the page it shows. */
interface SignInPage {
  /** The page has turned to something that embedded windows can't do. */
  advise(): void
  /** Takes the URL and shows it in place of the surface; null: the surface shows it itself. */
  readonly show: ((url: string) => void) | null
}

/** Shows the provider's pages and waits until they redirect to the account's callback URL. */
export interface SignInSurface {
  /** Resolves with the URL redirected to. Rejects with an `AppError`, or when `signal` aborts. */
  open(account: AccountRecord, url: string, signal: AbortSignal, page: SignInPage): Promise<string>
}

/** A manual sign-in that has begun; what its end needs. */
export interface PendingSignIn {
  readonly state: string
  readonly codeVerifier: string
  readonly begunAtMs: number
}

/** Where manual sign-ins wait, so that they outlive a restart. Methods reject with a `keychain…` error. */
export interface PendingSignIns {
  read(accountId: string): Promise<PendingSignIn | null>
  write(accountId: string, pending: PendingSignIn): Promise<void>
  remove(accountId: string): Promise<void>
}
