/**
 * Requests for grants of one type. More `asked` than `honoured` plus `refused`: a fault responded, or some are in
 * progress.
 */
export interface GrantCounts {
  asked: number
  honoured: number
  refused: number
}

/** What the stand-in has served so far. */
export interface Counts {
  /** Authorize requests of browsers. */
  authorize: number
  /** Consents given. */
  consents: number
  codeGrants: GrantCounts
  refreshGrants: GrantCounts
  /** Of the service account. */
  clientGrants: GrantCounts
  refreshesInFlight: number
  maxRefreshesInFlight: number
  /** Per family, that is, one person in one app. More than 1 means a client refreshed twice at the same time. */
  maxRefreshesInFlightOfOneFamily: number
  /** When a refresh was last honored; null for never. */
  lastRefreshAtMs: number | null
  /** Requests currently waiting for `release`. */
  held: number
  faultsApplied: number
  /** Requests by method and path, such as `GET /me`; sign-in ids appear as `:uid`. */
  requests: Record<string, number>
}

/** All counts at zero. */
export function zeroCounts(): Counts {
  return {
    authorize: 0,
    consents: 0,
    codeGrants: { asked: 0, honoured: 0, refused: 0 },
    refreshGrants: { asked: 0, honoured: 0, refused: 0 },
    clientGrants: { asked: 0, honoured: 0, refused: 0 },
    refreshesInFlight: 0,
    maxRefreshesInFlight: 0,
    maxRefreshesInFlightOfOneFamily: 0,
    lastRefreshAtMs: null,
    held: 0,
    faultsApplied: 0,
    requests: {},
  }
}

/** The counts of a grant type; null for one that Atlassian does not have. */
export function getGrantCounts(counts: Counts, grantType: unknown): GrantCounts | null {
  if (grantType === 'refresh_token') return counts.refreshGrants
  if (grantType === 'authorization_code') return counts.codeGrants
  if (grantType === 'client_credentials') return counts.clientGrants
  return null
}

/** Sets everything to zero except what is in progress. */
export function resetCounts(counts: Counts): void {
  const { refreshesInFlight, held } = counts
  Object.assign(counts, zeroCounts(), { refreshesInFlight, held })
}
