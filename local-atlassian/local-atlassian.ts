import type { Counts } from './counters.ts'
import type { Fault } from './faults.ts'
import type { Introspection } from './introspect.ts'
import type { RevokeOptions } from './revoke.ts'
import type { DeadRefreshTokenAnswer } from './settings.ts'

/** What can be asked of the stand-in and changed while it runs. */
export interface Controls {
  /** What it served so far, as a copy. */
  counts: () => Counts
  resetCounts: () => void
  /** Switches faults on, in place of those before. For a request the first one applies that fits. */
  setFault: (...faults: readonly Fault[]) => void
  /** Switches all faults off and releases what is held. */
  clearFaults: () => void
  /** Lets everything that a `hold…` fault holds go on. */
  release: () => void
  /** Ends tokens and grants, of everyone or of one person. */
  revokeAll: (options?: RevokeOptions) => void
  /** Makes all access tokens as if their time were over. */
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
  /** Origin of everything, such as `http://127.0.0.1:40123`. */
  url: string
  authorizeUrl: string
  tokenUrl: string
  apiUrl: string
  controlUrl: string
  controlKey: string
  clientId: string
  /** The one in force, also after `changeClientSecret`. */
  readonly clientSecret: string
  redirectUris: readonly string[]
  /** Resolves when at least so many requests are held. */
  whenHeld: (requests?: number) => Promise<void>
  /** Provider down: the port is closed, open connections are cut, the state stays. */
  pause: () => Promise<void>
  /** The same port is open again. */
  resume: () => Promise<void>
  /** The end: closes the port and cuts open connections. */
  close: () => Promise<void>
}
