import type { AtlassianError } from './atlassian-errors.ts'

type TokenField = 'access_token' | 'refresh_token' | 'expires_in' | 'scope' | 'token_type'

/** Which requests a fault is for, and how often. */
interface FaultScope {
  /** `token` (the default), `api` (accessible-resources, me, /ex/jira), `authorize`, or one path. */
  on?: 'token' | 'api' | 'authorize' | `/${string}`
  /** Token requests of this grant type only. */
  grant?: 'refresh_token' | 'authorization_code'
  /** For so many requests; without it until cleared. */
  times?: number
  /** The request is carried out first (a refresh token is used up), and only then goes wrong. */
  honoured?: boolean
}

/** What goes wrong. */
export type FaultKind =
  | { kind: 'delay'; delayMs: number }
  /** Never answers. */
  | { kind: 'hang' }
  /** Cuts the connection before anything was done. */
  | { kind: 'dropBefore' }
  /** Cuts the connection when the grant was honoured, so that the answer is lost. */
  | { kind: 'dropAfterHonoured' }
  /** Waits for `release()`, then goes on, unless the client has gone in the meantime: then nothing is done. */
  | { kind: 'holdBefore' }
  /** Carries the request out, then waits for `release()` with the answer. */
  | { kind: 'holdAfterHonoured' }
  | { kind: 'rateLimited'; retryAfterSec?: number; retryAfterAs?: 'seconds' | 'date' | 'absent' }
  /** A plain-text 500, or another status. */
  | { kind: 'serverError'; status?: number }
  /** A page of a proxy, with status 200 unless set. */
  | { kind: 'html'; status?: number }
  | { kind: 'malformedJson' }
  /** A good answer (always honoured) that lacks fields. */
  | { kind: 'missing'; fields: readonly TokenField[] }
  /** A good answer (always honoured) with other values, such as `{ expires_in: '3600' }`. */
  | { kind: 'wrongType'; fields: Partial<Record<TokenField, unknown>> }
  /** Metadata (always honoured) with other values; undefined leaves one out. */
  | { kind: 'metadata'; change: Record<string, unknown> }
  | { kind: 'atlassianError'; error: AtlassianError }
  | {
      kind: 'answer'
      status: number
      body: string | Record<string, unknown>
      headers?: Record<string, string>
    }

export type Fault = FaultScope & FaultKind
