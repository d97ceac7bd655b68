import './silence-oidc-provider.ts'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider, type Configuration } from 'oidc-provider'
import { errorPageUrl } from './error-page-url.ts'
import { MODES } from './modes.ts'
import { resourceFeatures } from './resource-features.ts'
import type { Settings } from './settings.ts'
import type { TokenStore } from './token-store.ts'

const DAY_SEC = 24 * 60 * 60
const BITS_PER_CHARACTER = 6

/** oidc-provider set up like the server of that mode: paths, opaque long tokens, nothing that it does not have. */
export function oidcProviderFor(origin: string, settings: Settings, store: TokenStore): Provider {
  const mode = MODES[settings.mode]
  const configuration: Configuration = {
    adapter: store.adapter,
    routes: mode.routes,
    responseTypes: ['code'],
    clientAuthMethods: mode.clientAuthMethods,
    clockTolerance: 0,
    allowOmittingSingleRegisteredRedirectUri: false,
    jwks: { keys: [signingKey()] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: {
      // Cookies are shared by all ports of a host: two servers must not take each other's.
      names: cookieNames(new URL(origin).port),
      keys: [randomBytes(24).toString('base64url')],
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      ...(settings.mode === 'mcp' && resourceFeatures(settings)),
    },
    formats: {
      bitsOfOpaqueRandomness: (_ctx, token) => BITS_PER_CHARACTER * tokenLength(token.kind, settings),
    },
    ttl: {
      AccessToken: () => settings.accessTokenLifetimeSec,
      RefreshToken: () => settings.refreshTokenLifetimeSec,
      AuthorizationCode: () => settings.codeLifetimeSec,
      Grant: () => 365 * DAY_SEC,
      Interaction: () => 3600,
      Session: () => 14 * DAY_SEC,
    },
    ...(settings.mode === 'mcp' && { scopes: [...settings.resourceScopes, 'offline_access'] }),
    ...(mode.alwaysRefreshes && {
      issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    }),
    rotateRefreshToken: () => settings.rotates,
    expiresWithSession: () => false,
    conformIdTokenClaims: false,
    pkce: { required: () => mode.requiresPkce },
    interactions: { url: (_ctx, interaction) => `/${interaction.prompt.name}/${interaction.uid}` },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    renderError: (ctx, out) => ctx.redirect(errorPageUrl(out.error, out.error_description)),
  }
  const provider = new Provider(origin, configuration)
  takeEveryScope(provider)
  provider.on('server_error', (_ctx, error) => console.error('local-atlassian:', error))
  return provider
}

/** Atlassian has hundreds of scopes; oidc-provider silently drops what is not on its list. */
function takeEveryScope(provider: Provider): void {
  Object.defineProperty(provider.OIDCContext.prototype, 'requestParamOIDCScopes', {
    get(this: { requestParamScopes: Set<string> }) {
      return this.requestParamScopes
    },
  })
}

function tokenLength(kind: string, settings: Settings): number {
  if (kind === 'AccessToken') return settings.accessTokenLength
  if (kind === 'RefreshToken') return settings.refreshTokenLength
  return 43
}

function cookieNames(port: string): { session: string; interaction: string; resume: string } {
  return { session: `session_${port}`, interaction: `interaction_${port}`, resume: `resume_${port}` }
}

/** oidc-provider wants a key although no ID token is ever issued; an EC one is made in a millisecond. */
function signingKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }
}
