import { accountDefaults } from './account-defaults.ts'

// no zod here, because the window uses this

export const accountKinds = ['jira-cloud', 'mcp-server', 'jira-data-center', 'service-account'] as const

export type AccountKind = (typeof accountKinds)[number]

/** How a client sends its secret to the token endpoint. RFC 6749 section 2.3.1, with the names of RFC 7591. */
export const tokenAuths = ['client_secret_post', 'client_secret_basic'] as const

export type TokenAuth = (typeof tokenAuths)[number]

interface Urls {
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly apiUrl: string
}

/** The properties of an account kind that every process needs. How it gets tokens: `adapters/oauth/protocols.ts`. */
export interface KindTraits {
  readonly label: string
  /** What it is for, to choose a kind by. */
  readonly use: string
  /** What its tokens are for, and what not. */
  readonly purpose: string
  /** Where people sign in, for use inside a sentence. */
  readonly provider: string
  /**
   * Whether a person signs in. If not, each token is requested with the client ID and client secret alone, so there is no
   * refresh token: RFC 6749 section 4.4.
   */
  readonly signsIn: boolean
  /** The one URL the user enters, from which the others follow; null: the user enters each of them. */
  readonly address: {
    readonly label: string
    readonly hint: string
    /** Derives the other URLs; null: they are discovered from the server. */
    readonly getUrls: ((address: string) => Urls) | null
  } | null
  /** `registered`: when left empty, the app registers itself if the server supports it. */
  readonly clientId: 'required' | 'registered'
  readonly clientSecret: 'required' | 'optional'
  readonly needsScopes: boolean
  /** The scope required for renewal; null: there is none, or the server decides. */
  readonly renewalScope: string | null
  /** Whether its site ids are Atlassian cloud ids. */
  readonly hasCloudIds: boolean
  /** Whether the app appears among the user's connected apps at Atlassian. */
  readonly hasConnectedApps: boolean
  /** For a new account. If the redirect URI is empty, one is generated for the server. */
  readonly defaults: Urls & { readonly redirectUri: string; readonly scopes: readonly string[] }
}

const { redirectUri, authorizeUrl, tokenUrl, apiUrl } = accountDefaults

export const kindTraits: Readonly<Record<AccountKind, KindTraits>> = {
  'jira-cloud': {
    label: 'Jira Cloud',
    use: 'Jira API, for scripts and .env',
    purpose: 'For the REST API, with your own app. Not for Atlassian’s MCP server.',
    provider: 'Atlassian',
    signsIn: true,
    address: null,
    clientId: 'required',
    clientSecret: 'required',
    needsScopes: true,
    renewalScope: 'offline_access',
    hasCloudIds: true,
    hasConnectedApps: true,
    defaults: accountDefaults,
  },
  'mcp-server': {
    label: 'MCP server',
    use: 'AI clients (MCP)',
    purpose: 'For one MCP server, nothing to register. Not for Jira’s REST API.',
    provider: 'the server',
    signsIn: true,
    address: {
      label: 'Server URL',
      hint: 'For example https://mcp.example.com/mcp',
      getUrls: null,
    },
    clientId: 'registered',
    clientSecret: 'optional',
    needsScopes: false,
    renewalScope: null,
    hasCloudIds: false,
    hasConnectedApps: false,
    defaults: { redirectUri: '', scopes: [], authorizeUrl: '', tokenUrl: '', apiUrl: '' },
  },
  'jira-data-center': {
    label: 'Jira Data Center',
    use: 'Jira Data Center',
    purpose: 'Self-hosted Jira, using an application link.',
    provider: 'your Jira',
    signsIn: true,
    address: {
      label: 'Base URL',
      hint: 'For example https://jira.example.com',
      getUrls: dataCenterUrls,
    },
    clientId: 'required',
    clientSecret: 'required',
    needsScopes: true,
    renewalScope: null,
    hasCloudIds: false,
    hasConnectedApps: false,
    // Jira accepts only https callbacks, unless its administrator allows others
    defaults: {
      redirectUri: 'https://localhost:8080/callback',
      scopes: ['READ'],
      authorizeUrl: '',
      tokenUrl: '',
      apiUrl: '',
    },
  },
  // Source: Atlassian Support, "Create OAuth 2.0 credential for service accounts"
  'service-account': {
    label: 'Service account',
    use: 'Service account, for servers',
    purpose: 'A Jira Cloud token without a sign-in.',
    provider: 'Atlassian',
    signsIn: false,
    address: null,
    clientId: 'required',
    clientSecret: 'required',
    // the credential has its own, all of which a token gets by default
    needsScopes: false,
    renewalScope: null,
    hasCloudIds: true,
    hasConnectedApps: false,
    defaults: { redirectUri, authorizeUrl, tokenUrl, apiUrl, scopes: [] },
  },
}

/** The settings with the URLs derived from the address, for kinds that can derive them. */
export function withDerivedUrls<T extends Urls & { readonly kind: AccountKind }>(form: T): T {
  const getUrls = kindTraits[form.kind].address?.getUrls ?? null
  return getUrls === null ? form : { ...form, ...getUrls(form.apiUrl) }
}

/** Whether everything about accounts of this kind is discovered from their URL. */
export function isDiscovered(kind: AccountKind): boolean {
  return kindTraits[kind].address?.getUrls === null
}

/**
 * The URLs of a Jira Data Center with this base URL (including the context path, if any). Source: Atlassian, "Jira
 * OAuth 2.0 provider API".
 */
export function dataCenterUrls(baseUrl: string): { authorizeUrl: string; tokenUrl: string; apiUrl: string } {
  const base = baseUrl.trim().replace(/\/+$/, '')
  const oauth = `${base}/rest/oauth2/latest`
  return { authorizeUrl: `${oauth}/authorize`, tokenUrl: `${oauth}/token`, apiUrl: base }
}
