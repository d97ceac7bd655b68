import { accountDefaults } from './account-defaults.ts'

// without zod, for the window

export const accountKinds = ['jira-cloud', 'mcp-server', 'jira-data-center'] as const

export type AccountKind = (typeof accountKinds)[number]

interface Urls {
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly apiUrl: string
}

/** What every process may know of a kind of accounts. How it gets its tokens: `adapters/oauth/protocols.ts`. */
export interface KindTraits {
  readonly label: string
  /** One line to choose the kind by. */
  readonly purpose: string
  /** Where people sign in, to stand inside a sentence. */
  readonly provider: string
  /** The one URL that the user enters, from which the others follow; null: each is entered. */
  readonly address: {
    readonly label: string
    readonly hint: string
    /** The other URLs; null: the server itself tells them (discovery). */
    readonly getUrls: ((address: string) => Urls) | null
  } | null
  /** `registered`: left empty, the app registers itself where the server offers that. */
  readonly clientId: 'required' | 'registered'
  readonly clientSecret: 'required' | 'optional'
  readonly needsScopes: boolean
  /** The scope without which no token can be renewed; null: there is none, or the server decides. */
  readonly renewalScope: string | null
  /** Whether the ids of its sites are Atlassian's cloud ids. */
  readonly hasCloudIds: boolean
  /** Whether Atlassian lists the app among the user's connected apps. */
  readonly hasConnectedApps: boolean
  /** For a new account. An empty redirect URI: one is made for the server. */
  readonly defaults: Urls & { readonly redirectUri: string; readonly scopes: readonly string[] }
}

export const kindTraits: Readonly<Record<AccountKind, KindTraits>> = {
  'jira-cloud': {
    label: 'Jira Cloud',
    purpose: 'Your site at atlassian.net, through an OAuth app of your own.',
    provider: 'Atlassian',
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
    purpose: 'Any MCP server with a sign-in of its own. Its URL is enough.',
    provider: 'the server',
    address: {
      label: 'Server URL',
      hint: 'As an MCP client would get it, for example https://mcp.example.com/mcp',
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
    purpose: 'A Jira on your company’s own servers, through an incoming link.',
    provider: 'your Jira',
    address: {
      label: 'Base URL',
      hint: 'Where your Jira is, for example https://jira.example.com',
      getUrls: dataCenterUrls,
    },
    clientId: 'required',
    clientSecret: 'required',
    needsScopes: true,
    renewalScope: null,
    hasCloudIds: false,
    hasConnectedApps: false,
    // Jira takes https callbacks only, unless its administrator allows others
    defaults: {
      redirectUri: 'https://localhost:8080/callback',
      scopes: ['READ'],
      authorizeUrl: '',
      tokenUrl: '',
      apiUrl: '',
    },
  },
}

/** The settings with the URLs that follow from the address, where the kind has one and says how. */
export function withDerivedUrls<T extends Urls & { readonly kind: AccountKind }>(form: T): T {
  const getUrls = kindTraits[form.kind].address?.getUrls ?? null
  return getUrls === null ? form : { ...form, ...getUrls(form.apiUrl) }
}

/** Whether accounts of this kind are found by their URL alone. */
export function isDiscovered(kind: AccountKind): boolean {
  return kindTraits[kind].address?.getUrls === null
}

/**
 * The URLs of a Jira Data Center with that base URL (with its context path, if it has one). Source: Atlassian, "Jira
 * OAuth 2.0 provider API".
 */
export function dataCenterUrls(baseUrl: string): { authorizeUrl: string; tokenUrl: string; apiUrl: string } {
  const base = baseUrl.trim().replace(/\/+$/, '')
  const oauth = `${base}/rest/oauth2/latest`
  return { authorizeUrl: `${oauth}/authorize`, tokenUrl: `${oauth}/token`, apiUrl: base }
}
