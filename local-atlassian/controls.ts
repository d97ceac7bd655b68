import { type Counts, resetCounts } from './counters.ts'
import type { FaultPlan } from './fault-plan.ts'
import { modes } from './modes.ts'
import { introspect } from './introspect.ts'
import type { Controls } from './local-atlassian.ts'
import { expireAccessTokens, revokeAll } from './revoke.ts'
import type { Settings } from './settings.ts'
import type { TokenStore } from './token-store.ts'

/** A client that gets tokens for itself: RFC 6749 section 4.4. */
function registerServiceAccount({ serviceAccount }: Settings, store: TokenStore): void {
  const { clientId, clientSecret } = serviceAccount
  store.putClient(clientId, {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [],
    grant_types: ['client_credentials'],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_post',
  })
}

/** Creates the controls of a stand-in, and registers its client. */
export function createControls(parts: {
  settings: Settings
  store: TokenStore
  counts: Counts
  plan: FaultPlan
}): Controls {
  const { settings, store, counts, plan } = parts

  const registerClient = (): void => {
    store.putClient(settings.clientId, {
      client_id: settings.clientId,
      client_name: settings.clientName,
      redirect_uris: [...settings.redirectUris],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...(modes[settings.mode].hasPublicClient
        ? { token_endpoint_auth_method: 'none' }
        : { token_endpoint_auth_method: 'client_secret_post', client_secret: settings.clientSecret }),
      id_token_signed_response_alg: 'ES256',
      // oidc-provider would accept any loopback port for a native client; Atlassian compares exactly.
      application_type: 'web',
    })
  }
  registerClient()
  if (settings.mode === 'cloud') registerServiceAccount(settings, store)

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
      registerClient()
    },
  }
}
