import { type Counts, resetCounts } from './counters.ts'
import type { FaultPlan } from './fault-plan.ts'
import { MODES } from './modes.ts'
import { introspect } from './introspect.ts'
import type { Controls } from './local-atlassian.ts'
import { expireAccessTokens, revokeAll } from './revoke.ts'
import type { Settings } from './settings.ts'
import type { TokenStore } from './token-store.ts'

/** The controls of a stand-in, and its one client registered. */
export function createControls(parts: {
  settings: Settings
  store: TokenStore
  counts: Counts
  plan: FaultPlan
}): Controls {
  const { settings, store, counts, plan } = parts

  const register = (): void => {
    store.putClient(settings.clientId, {
      client_id: settings.clientId,
      client_name: settings.clientName,
      redirect_uris: [...settings.redirectUris],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...(MODES[settings.mode].hasPublicClient
        ? { token_endpoint_auth_method: 'none' }
        : { token_endpoint_auth_method: 'client_secret_post', client_secret: settings.clientSecret }),
      id_token_signed_response_alg: 'ES256',
      // Of a native client oidc-provider would accept any loopback port; Atlassian compares exactly.
      application_type: 'web',
    })
  }
  register()

  return {
    counts: () => structuredClone(counts),
    resetCounts: () => resetCounts(counts),
    setFault: plan.set,
    clearFaults: () => {
      plan.set()
      plan.release()
    },
    release: plan.release,
    revokeAll: (options) => revokeAll(store, options),
    expireAccessTokens: () => expireAccessTokens(store),
    introspect: (token) => introspect(store, token),
    setAccessTokenLifetime: (seconds) => {
      settings.accessTokenLifetimeSec = seconds
    },
    setLeeway: (seconds) => {
      settings.leewaySec = seconds
    },
    setDeadRefreshTokenAnswer: (answer) => {
      settings.deadRefreshTokenAnswer = answer
    },
    changeClientSecret: (secret) => {
      settings.clientSecret = secret
      register()
    },
  }
}
