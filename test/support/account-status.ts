import type { AccountStatus, Status } from '../../src/shared/local-api.ts'

/** An account as an owner reports it: valid, with 42 minutes of its hour left at `nowMs`. */
export function accountStatus(change: Partial<AccountStatus> = {}, nowMs = 0): AccountStatus {
  return {
    id: 'w',
    name: 'work',
    kind: 'jira-cloud',
    isDefault: false,
    state: 'valid',
    summary: '42 min left, renews at 13:20',
    hasAccessToken: true,
    hasRefreshToken: true,
    autoRenewalEnabled: true,
    autoRenewalRunning: true,
    tokenType: 'Bearer',
    valid: true,
    expiresAt: new Date(nowMs + 42 * 60_000).toISOString(),
    expiresInSec: 42 * 60,
    lifetimeSec: 3600,
    needsRenewal: false,
    renewsAt: null,
    stored: true,
    scopes: [],
    problem: null,
    retry: null,
    signIn: null,
    signInError: null,
    person: null,
    sites: [],
    syncedFiles: [],
    ...change,
  }
}

export function statusWith(...accounts: readonly AccountStatus[]): Status {
  return {
    version: '0.1.0',
    owner: { kind: 'agent', pid: 1 },
    accounts: [...accounts],
    notices: [],
    startAtLogin: false,
    caFile: null,
    checksForUpdates: true,
    newerVersion: null,
    updateFeed: null,
  }
}
