import type { Configuration } from 'oidc-provider'

/** The server it stands in for. */
export type Mode =
  /** Atlassian Cloud: OAuth 2.0 (3LO). */
  | 'cloud'
  /** The authorization server of an MCP server: metadata, dynamic registration, public clients, resources. */
  | 'mcp'
  /** Jira Data Center as an OAuth 2.0 provider. */
  | 'dataCenter'

/** How the servers of the modes differ. */
export interface ModeTraits {
  readonly routes: { readonly authorization: string; readonly token: string; readonly registration?: string }
  readonly codeLifetimeSec: number
  /** Public clients have no secret, so they need PKCE. */
  readonly requiresPkce: boolean
  /** Atlassian issues a refresh token for `offline_access`, Data Center always does. */
  readonly alwaysRefreshes: boolean
  /** The callback carries `iss` (RFC 9207). */
  readonly sendsIssuer: boolean
  readonly clientAuthMethods: NonNullable<Configuration['clientAuthMethods']>
  /** The preregistered client has no secret. */
  readonly hasPublicClient: boolean
}

const dataCenter = '/rest/oauth2/latest'

/** The traits of each mode. */
export const modes: Readonly<Record<Mode, ModeTraits>> = {
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
