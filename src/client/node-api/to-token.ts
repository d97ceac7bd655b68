import type { AccountStatus, TokenAnswer } from '../../shared/local-api.ts'
import type { Token, TokenStatus } from './types.ts'

const toDate = (iso: string | null): Date | null => (iso === null ? null : new Date(iso))

/** The token as programs get it. */
export function toToken({ account, accessToken, tokenType, tokenId, expiresAt, scopes }: TokenAnswer): Token {
  return { account, accessToken, tokenType, tokenId, expiresAt: new Date(expiresAt), scopes }
}

/** An account's status as programs get it. */
export function toTokenStatus(account: AccountStatus): TokenStatus {
  return {
    account: { id: account.id, name: account.name },
    hasAccessToken: account.hasAccessToken,
    hasRefreshToken: account.hasRefreshToken,
    autoRenewalEnabled: account.autoRenewalEnabled,
    autoRenewalRunning: account.autoRenewalRunning,
    tokenType: account.tokenType,
    expiryInfo: {
      valid: account.valid,
      expiresAt: toDate(account.expiresAt),
      timeUntilExpiry: account.expiresInSec,
      needsRenewal: account.needsRenewal,
    },
    problem: account.problem,
    sites: account.sites,
  }
}
