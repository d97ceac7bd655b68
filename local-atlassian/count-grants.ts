import type { Provider } from 'oidc-provider'
import { type Counts, getGrantCounts } from './counters.ts'
import type { Step } from './on-path.ts'
import { parseTokenRequest } from './token-request.ts'

/** Counts the grants that oidc-provider honors and refuses, even if the response gets lost. */
export function countHonouredGrants(provider: Provider, counts: Counts): void {
  provider.on('grant.success', (ctx) => {
    const grantType = parseTokenRequest(ctx)['grant_type']
    const grants = getGrantCounts(counts, grantType)
    if (grants) grants.honoured += 1
    if (grantType === 'refresh_token') counts.lastRefreshAtMs = Date.now()
  })
  provider.on('grant.error', (ctx) => {
    const grants = getGrantCounts(counts, parseTokenRequest(ctx)['grant_type'])
    if (grants) grants.refused += 1
  })
}

/** Counts the grant requests. */
export function countAskedGrants(counts: Counts): Step {
  return async (ctx, next) => {
    const grants = getGrantCounts(counts, parseTokenRequest(ctx)['grant_type'])
    if (grants) grants.asked += 1
    await next()
  }
}
