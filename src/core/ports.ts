import type { TokenAuth } from '../shared/account-kinds.ts'
import type { AccountForm } from '../shared/account.ts'
import type { DiscoveredServer } from '../shared/discovered-server.ts'
import type { AppError } from '../shared/error-codes.ts'
import type { ErrorCode } from '../shared/error-table.ts'
import type { HistoryEvent } from '../shared/history.ts'
import type { Settings } from '../shared/settings.ts'
import type { Person, Site } from '../shared/snapshot.ts'
import type { SyncedFile } from '../shared/synced-file.ts'
import type { AccountSecret, Grant } from './token/token-set.ts'

/** Stores the secrets. Every method rejects with a `keychain…` error if the keychain does not work. */
export interface SecretStore {
  /** null only if the keychain works and has nothing for this account. */
  read(accountId: string): Promise<AccountSecret | null>
  write(accountId: string, secret: AccountSecret): Promise<void>
  remove(accountId: string): Promise<void>
  /** Why a secret that was stored may not be found, other than that it is gone. */
  readonly hiddenBecause?: 'tokenInApp' | undefined
}

/** Written before a refresh token is sent, so that after a crash we know it may have been used up. */
export interface AttemptMark {
  readonly atMs: number
  readonly refreshTokenHash: string
}

/** A synced file as it is stored. */
export interface SyncedFileRecord extends SyncedFile {
  readonly id: string
  /** The file may contain one of our tokens, so signing out must clear it, even after a crash. */
  readonly holdsToken: boolean
}

/** What the app registered itself with, and until when. */
interface Registration {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** null: it has no secret, or one that doesn't expire. */
  readonly secretExpiresAtMs: number | null
}

/** The part of an account that is stored outside the keychain; nothing secret. */
export interface AccountRecord extends AccountForm {
  readonly id: string
  readonly demo: boolean
  readonly hasClientSecret: boolean
  /** null: the user entered the client ID. */
  readonly registration: Registration | null
  /** The keychain should hold a token, so an empty read does not mean "signed out". */
  readonly hasToken: boolean
  readonly attempt: AttemptMark | null
  readonly person: Person | null
  readonly sites: readonly Site[]
  readonly syncedFiles: readonly SyncedFileRecord[]
}

/** Settings and account records; on disk once a `save…` returns. */
export interface Records {
  accounts(): readonly AccountRecord[]
  saveAccounts(accounts: readonly AccountRecord[]): void
  settings(): Settings
  saveSettings(settings: Settings): void
}

/** An event in the history of one account. */
export interface AccountEvent {
  readonly account: string
  readonly event: HistoryEvent
}

/** Stores the history, by account ID. */
export interface HistoryFile {
  read(): Readonly<Record<string, readonly HistoryEvent[]>>
  /** Adds these at the end. */
  append(events: readonly AccountEvent[]): void
  /** Replaces everything. */
  save(history: Readonly<Record<string, readonly HistoryEvent[]>>): void
  /** How many events the file has, including those that are no longer needed. */
  length(): number
}

/** What a failure was. */
interface Failure {
  readonly code: ErrorCode
  /** The provider's own words (HTTP status, error, description), clean and without secrets. */
  readonly detail?: string
}

/** How a request to the token endpoint ended. Outcomes are data; the OAuth client never throws them. */
export type GrantOutcome =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | ({
      readonly kind: 'transient'
      /** The provider may have processed the request even though we got no usable response. */
      readonly maybeHonoured: boolean
      readonly retryAfterMs: number
    } & Failure)
  | ({ readonly kind: 'signInNeeded' } & Failure)
  /** May end by itself: the provider was wrong, or its administrator mends it. */
  | ({ readonly kind: 'misconfigured' } & Failure)

/** How exchanging an authorization code ended. */
export type ExchangeOutcome =
  { readonly kind: 'granted'; readonly grant: Grant } | ({ readonly kind: 'failed' } & Failure)

/** Where a sign-in sends the user, and what is needed to check the redirect. Source: RFC 6749 and RFC 7636. */
export interface SignInRequest {
  readonly url: string
  readonly state: string
  readonly codeVerifier: string
}

/** The provider's OAuth endpoints. A client without a secret is a public client. */
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
  /**
   * Requests a new token. `account.scopes`: at most those that were granted. `refreshToken`: null if the client ID and client
   * secret are all that is needed (RFC 6749 section 4.4); then the grant has none either.
   */
  refresh(
    account: AccountForm,
    clientSecret: string | null,
    refreshToken: string | null,
    signal: AbortSignal,
  ): Promise<GrantOutcome>
}

/** What a token gives access to. */
interface Access {
  readonly sites: readonly Site[]
  /** The server's own name; null if it doesn't say. */
  readonly server: string | null
}

/** The API an account's tokens are for. Methods reject with an `AppError`. */
export interface AccountApi {
  checkAccess(account: AccountForm, accessToken: string): Promise<Access>
  /** Whose token it is; null if this API can't tell. */
  person(account: AccountForm, accessToken: string, sites: readonly Site[]): Promise<Person | null>
}

/** What registering the app at a server returned. */
export interface RegisteredClient {
  readonly clientId: string
  readonly clientSecret: string | null
  readonly tokenAuth: TokenAuth
  readonly registration: Registration
}

/**
 * Discovers where to sign in for an MCP server, and registers the app there. Methods reject with an `AppError` that
 * says exactly what is wrong.
 */
export interface ServerDiscovery {
  discover(url: string): Promise<DiscoveredServer>
  /**
   * Rejects with `registrationNotOffered`, `registrationRefused`, or an error that says why the server can't be
   * reached.
   */
  register(
    server: DiscoveredServer,
    options: { readonly redirectUri: string; readonly scopes: readonly string[] },
  ): Promise<RegisteredClient>
}

/** What to write to a synced file. null leaves that value as it is. */
export interface TokenValues {
  readonly accessToken: string
  readonly expiresAtMs: number | null
  readonly cloudId: string | null
}

/**
 * Reads and writes synced files. Methods reject with a `syncedFile…` error, and the file is then unchanged. One
 * exception: a disk that does not respond may still complete the write later.
 */
export interface TokenFiles {
  /**
   * The file's canonical path: absolute, with symbolic links in its folders resolved. Rejects with `invalidInput`
   * (field `path`) if the path is not absolute, or the file can't hold a token.
   */
  locate(file: Pick<SyncedFile, 'path' | 'kind'>): Promise<string>
  /**
   * Saves a copy of a token file's previous content next to it, and resolves with the copy's path; null if there is
   * nothing to save.
   */
  backUp(path: string): Promise<string | null>
  /** Replaces the file atomically, so no reader ever sees half of it. */
  write(file: SyncedFile, values: TokenValues): Promise<void>
  /** Removes the values. Does nothing if the file is gone. */
  blank(file: SyncedFile): Promise<void>
  /** Whether git tracks the file; null if that can't be determined. */
  isTrackedByGit(path: string): Promise<boolean | null>
  /** Whether other users could replace the file, because they can write to one of the folders in its path. */
  isInSharedFolder(path: string): Promise<boolean>
}

/** Randomness and hashing, as a port: tests pass their own. */
export interface Entropy {
  /** 0 to 1. */
  random(): number
  newId(): string
  /** A one-way hash, to compare texts without storing them. */
  hash(text: string): string
}

/** Writes a message and plain facts; secrets in them are redacted. */
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}

/** How a sign-in went on after its answer: it succeeded, it asked the user a question, or it failed. */
export type SignInOutcome = 'signedIn' | 'asked' | AppError

/** How a surface reports on the page it shows, and learns how the sign-in goes on. */
export interface SignInPage {
  /** The page needs something that embedded windows can't do, so the user should continue in the browser. */
  advise(): void
  /** Someone else may have signed in, so the user should be asked whether it was them. */
  doubt(): void
  /** The page could not be opened, so the user should open it themselves. The surface keeps waiting. */
  unopened(): void
  /** An error came back that doesn't say which sign-in it belongs to (cleaned). The surface keeps waiting. */
  strayError(error: string): void
  /** Resolves in every case; for the page that the user is looking at. */
  readonly outcome: Promise<SignInOutcome>
  /** Shows the URL instead of the surface; null if the surface shows it itself. */
  readonly show: ((url: string) => void) | null
}

/** Shows the provider's pages and waits until they redirect to the account's callback URL with an answer. */
export interface SignInSurface {
  /** Resolves with the URL the provider redirected to. Rejects with an `AppError`, or when `signal` aborts. */
  open(account: AccountRecord, url: string, signal: AbortSignal, page: SignInPage): Promise<string>
}

/** A manual sign-in that has started, with what is needed to finish it. */
export interface PendingSignIn {
  readonly state: string
  readonly codeVerifier: string
  readonly begunAtMs: number
  /** The client that was registered for this sign-in; null: the account's own. */
  readonly client: RegisteredClient | null
}

/** Stores manual sign-ins in progress, so they survive a restart. Methods reject with a `keychain…` error. */
export interface PendingSignIns {
  read(accountId: string): Promise<PendingSignIn | null>
  write(accountId: string, pending: PendingSignIn): Promise<void>
  remove(accountId: string): Promise<void>
}
