import type { AtlassianError } from './atlassian-errors.ts'

type TokenField = 'access_token' | 'refresh_token' | 'expires_in' | 'scope' | 'token_type'

/** Which requests a fault is for, and how often. */
interface FaultScope {
  /** `token` (the default), `api` (accessible-resources, me, /ex/jira), `authorize`, or one path. */
  on?: 'token' | 'api' | 'authorize' | `/${string}`
  /** Token requests of this grant type only. */
  grant?: 'refresh_token' | 'authorization_code' | 'client_credentials'
  /** The number of requests it applies to; all until cleared if not set. */
  times?: number
  /** Processes the request first (using up the refresh token), and only then applies the fault. */
  honoured?: boolean
}

/** The fault itself. */
export type FaultKind =
  | { kind: 'delay'; delayMs: number }
  /** Never responds. */
  | { kind: 'hang' }
  /** Cuts the connection before the request is processed. */
  | { kind: 'dropBefore' }
  /** Cuts the connection after the grant was honored, so the response is lost. */
  | { kind: 'dropAfterHonoured' }
  /** Waits for `release()`, then processes the request, unless the client has disconnected. */
  | { kind: 'holdBefore' }
  /** Processes the request, then waits for `release()` before responding. */
  | { kind: 'holdAfterHonoured' }
  | { kind: 'rateLimited'; retryAfterSec?: number; retryAfterAs?: 'seconds' | 'date' | 'absent' }
  /** A plain-text 500, or another status. */
  | { kind: 'serverError'; status?: number }
  /** An HTML page, as from a proxy; status 200 if not set. */
  | { kind: 'html'; status?: number }
  | { kind: 'malformedJson' }
  /** A successful response (always honored) with fields missing. */
  | { kind: 'missing'; fields: readonly TokenField[] }
  /** A successful response (always honored) with other values, such as `{ expires_in: '3600' }`. */
  | { kind: 'wrongType'; fields: Partial<Record<TokenField, unknown>> }
  /** Metadata (always honored) with other values; undefined removes a field. */
  | { kind: 'metadata'; change: Record<string, unknown> }
  | { kind: 'atlassianError'; error: AtlassianError }
  | {
      kind: 'answer'
      status: number
      body: string | Record<string, unknown>
      headers?: Record<string, string>
    }

/** A fault, and the requests it applies to. */
export type Fault = FaultScope & FaultKind
