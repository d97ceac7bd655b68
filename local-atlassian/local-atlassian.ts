import type { Counts } from './counters.ts'
import type { Fault } from './faults.ts'
import type { Introspection } from './introspect.ts'
import type { RevokeOptions } from './revoke.ts'
import type { DeadRefreshTokenAnswer, ServiceAccount } from './settings.ts'

/** What can be queried and changed while the stand-in runs. */
export interface Controls {
  /** A copy of the counts. */
  counts: () => Counts
  resetCounts: () => void
  /** Replaces the active faults. The first one that matches a request applies. */
  setFault: (...faults: readonly Fault[]) => void
  /** Removes all faults and releases held requests. */
  clearFaults: () => void
  /** Releases all requests held by a `hold…` fault. */
  release: () => void
  /** Revokes tokens and grants, of everyone or of one person. */
  revokeAll: (options?: RevokeOptions) => void
  /** Expires all access tokens. */
  expireAccessTokens: () => void
  introspect: (token: string) => Promise<Introspection>
  /** For tokens issued from now on. */
  setAccessTokenLifetime: (seconds: number) => void
  setLeeway: (seconds: number) => void
  setDeadRefreshTokenAnswer: (answer: DeadRefreshTokenAnswer) => void
  changeClientSecret: (secret: string) => void
}

/** A running stand-in for Atlassian. */
export interface LocalAtlassian extends Controls {
  /** The origin of all URLs, such as `http://127.0.0.1:40123`. */
  url: string
  authorizeUrl: string
  tokenUrl: string
  apiUrl: string
  controlUrl: string
  controlKey: string
  clientId: string
  /** The current secret, also after `changeClientSecret`. */
  readonly clientSecret: string
  /** The OAuth 2.0 credential of a service account. */
  serviceAccount: ServiceAccount
  redirectUris: readonly string[]
  /** Resolves once at least this many requests are held; default 1. */
  whenHeld: (requests?: number) => Promise<void>
  /** Takes the provider down: closes the port and cuts open connections, but keeps the state. */
  pause: () => Promise<void>
  /** Opens the same port again. */
  resume: () => Promise<void>
  /** Closes the port and cuts open connections for good. */
  close: () => Promise<void>
}
