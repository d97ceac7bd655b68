import type { Counts } from './counters.ts'
import type { Step } from './on-path.ts'
import { parseTokenRequest } from './token-request.ts'
import type { TokenStore } from './token-store.ts'

/** Counts how many refreshes are in flight at once, in total and per family. */
export function countInFlight(store: TokenStore, counts: Counts): Step {
  const perFamily = new Map<string, number>()

  const add = (family: string, difference: 1 | -1): number => {
    counts.refreshesInFlight += difference
    const now = (perFamily.get(family) ?? 0) + difference
    perFamily.set(family, now)
    return now
  }

  return async (ctx, next) => {
    const { grant_type: grantType, refresh_token: token } = parseTokenRequest(ctx)
    if (grantType !== 'refresh_token') {
      await next()
      return
    }
    const family = store.entries('RefreshToken').get(String(token))?.payload.grantId ?? 'unknown'
    const familyCount = add(family, 1)
    counts.maxRefreshesInFlight = Math.max(counts.maxRefreshesInFlight, counts.refreshesInFlight)
    counts.maxRefreshesInFlightOfOneFamily = Math.max(counts.maxRefreshesInFlightOfOneFamily, familyCount)
    try {
      await next()
    } finally {
      add(family, -1)
    }
  }
}
