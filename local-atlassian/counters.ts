/** What became of the grants of one kind. `asked` without `honoured` or `refused`: a fault answered, or it is open. */
export interface GrantCounts {
  asked: number
  honoured: number
  refused: number
}

export interface Counts {
  /** Authorize requests of browsers. */
  authorize: number
  /** Consents given. */
  consents: number
  codeGrants: GrantCounts
  refreshGrants: GrantCounts
  refreshesInFlight: number
  maxRefreshesInFlight: number
  /** Of one family, which is one person at one app: more than 1 means that somebody refreshed twice at once. */
  maxRefreshesInFlightOfOneFamily: number
  /** When a refresh was last honoured; null for never. */
  lastRefreshAtMs: number | null
  /** Requests that wait for `release` now. */
  held: number
  faultsApplied: number
  /** Requests per path, as `GET /me`; ids of sign-ins are written as `:uid`. */
  requests: Record<string, number>
}

/** Zero of everything. */
export function noCounts(): Counts {
  return {
    authorize: 0,
    consents: 0,
    codeGrants: { asked: 0, honoured: 0, refused: 0 },
    refreshGrants: { asked: 0, honoured: 0, refused: 0 },
    refreshesInFlight: 0,
    maxRefreshesInFlight: 0,
    maxRefreshesInFlightOfOneFamily: 0,
    lastRefreshAtMs: null,
    held: 0,
    faultsApplied: 0,
    requests: {},
  }
}

/** The counts of a grant type, or undefined for one that Atlassian does not have. */
export function getGrantCounts(counts: Counts, grantType: unknown): GrantCounts | undefined {
  if (grantType === 'refresh_token') return counts.refreshGrants
  if (grantType === 'authorization_code') return counts.codeGrants
  return undefined
}

/** Sets everything to zero but what is open right now. */
export function resetCounts(counts: Counts): void {
  const { refreshesInFlight, held } = counts
  Object.assign(counts, noCounts(), { refreshesInFlight, held })
}
