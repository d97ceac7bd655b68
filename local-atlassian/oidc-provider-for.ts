import './silence-oidc-provider.ts'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider, type Configuration } from 'oidc-provider'
import { errorPageUrl } from './error-page-url.ts'
import { modes } from './modes.ts'
import { resourceFeatures } from './resource-features.ts'
import type { Settings } from './settings.ts'
import type { TokenStore } from './token-store.ts'

const daySec = 24 * 60 * 60
const bitsPerCharacter = 6

/** Sets up oidc-provider like the mode's server: the same paths, long opaque tokens, and no extra features. */
export function oidcProviderFor(origin: string, settings: Settings, store: TokenStore): Provider {
  const mode = modes[settings.mode]
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
      // All ports of a host share cookies, so two servers must not use the same names.
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
      clientCredentials: { enabled: settings.mode === 'cloud' },
      ...(settings.mode === 'mcp' && resourceFeatures(settings)),
    },
    formats: {
      bitsOfOpaqueRandomness: (_ctx, token) => bitsPerCharacter * tokenLength(token.kind, settings),
    },
    ttl: {
      AccessToken: () => settings.accessTokenLifetimeSec,
      ClientCredentials: () => settings.accessTokenLifetimeSec,
      RefreshToken: () => settings.refreshTokenLifetimeSec,
      AuthorizationCode: () => settings.codeLifetimeSec,
      Grant: () => 365 * daySec,
      Interaction: () => 3600,
      Session: () => 14 * daySec,
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
  acceptAnyScope(provider)
  provider.on('server_error', (_ctx, error) => console.error('local-atlassian:', error))
  return provider
}

/** Atlassian has hundreds of scopes, and oidc-provider silently drops scopes it does not know. */
function acceptAnyScope(provider: Provider): void {
  Object.defineProperty(provider.OIDCContext.prototype, 'requestParamOIDCScopes', {
    get(this: { requestParamScopes: Set<string> }) {
      return this.requestParamScopes
    },
  })
}

function tokenLength(kind: string, settings: Settings): number {
  if (kind === 'AccessToken' || kind === 'ClientCredentials') return settings.accessTokenLength
  if (kind === 'RefreshToken') return settings.refreshTokenLength
  return 43
}

function cookieNames(port: string): { session: string; interaction: string; resume: string } {
  return { session: `session_${port}`, interaction: `interaction_${port}`, resume: `resume_${port}` }
}

/** oidc-provider requires a key, although no ID token is ever issued. An EC key takes a millisecond to generate. */
function signingKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }
}
