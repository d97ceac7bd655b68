import type { Configuration } from 'oidc-provider'

/** Which server it stands in for. */
export type Mode =
  /** Atlassian Cloud: OAuth 2.0 (3LO). */
  | 'cloud'
  /** The authorization server of an MCP server: metadata, dynamic registration, public clients, resources. */
  | 'mcp'
  /** A Jira Data Center as OAuth 2.0 provider. */
  | 'dataCenter'

export interface ModeTraits {
  readonly routes: { readonly authorization: string; readonly token: string; readonly registration?: string }
  readonly codeLifetimeSec: number
  /** A public client has nothing but PKCE. */
  readonly requiresPkce: boolean
  /** Atlassian gives a refresh token for `offline_access`, and Data Center always. */
  readonly alwaysRefreshes: boolean
  /** The callback carries `iss` (RFC 9207). */
  readonly sendsIssuer: boolean
  readonly clientAuthMethods: NonNullable<Configuration['clientAuthMethods']>
  /** The client that is known from the start has no secret. */
  readonly hasPublicClient: boolean
}

const dataCenter = '/rest/oauth2/latest'

export const MODES: Readonly<Record<Mode, ModeTraits>> = {
  cloud: {
    routes: { authorization: '/authorize', token: '/oauth/token' },
    codeLifetimeSec: 300,
    requiresPkce: false,
    alwaysRefreshes: false,
    sendsIssuer: false,
    hasPublicClient: false,
    clientAuthMethods: ['client_secret_post'],
  },
  mcp: {
    routes: { authorization: '/authorize', token: '/token', registration: '/register' },
    codeLifetimeSec: 60,
    requiresPkce: true,
    alwaysRefreshes: false,
    sendsIssuer: true,
    hasPublicClient: true,
    clientAuthMethods: ['none', 'client_secret_post'],
  },
  dataCenter: {
    routes: { authorization: `${dataCenter}/authorize`, token: `${dataCenter}/token` },
    codeLifetimeSec: 10,
    requiresPkce: false,
    alwaysRefreshes: true,
    sendsIssuer: false,
    hasPublicClient: false,
    clientAuthMethods: ['client_secret_post'],
  },
}
