import * as oauth from 'oauth4webapi'
import type { AccountKind } from '../../shared/account-kinds.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { FetchLike } from '../http/limited-fetch.ts'

type Params = Readonly<Record<string, string>>

/** Parameters that a kind of account adds to the requests of RFC 6749 and RFC 7636. */
export interface Protocol {
  readonly authorize: (account: AccountForm) => Params
  readonly exchange: (account: AccountForm) => Params
  readonly refresh: (account: AccountForm) => Params
}

const nothing = (): Params => ({})

/** RFC 8707 section 2: in the authorization request and in each token request. */
const resource = (account: AccountForm): Params =>
  account.resource === null ? {} : { resource: account.resource }

/** OpenID Connect Core section 11: without `prompt=consent`, servers ignore `offline_access`. */
const consent = ({ scopes }: AccountForm): Params =>
  scopes.includes('offline_access') ? { prompt: 'consent' } : {}

/** Entra ID refuses a refresh without scopes (AADSTS90009); elsewhere they are optional: RFC 6749 section 6. */
const scope = ({ scopes }: AccountForm): Params => (scopes.length === 0 ? {} : { scope: scopes.join(' ') })

/** The additional parameters of each kind of account. */
export const protocols: Readonly<Record<AccountKind, Protocol>> = {
  // Source: Atlassian, "OAuth 2.0 (3LO) apps", step 1
  'jira-cloud': {
    authorize: () => ({ audience: 'api.atlassian.com', prompt: 'consent' }),
    exchange: nothing,
    refresh: nothing,
  },
  'mcp-server': {
    authorize: (account) => ({ ...resource(account), ...consent(account) }),
    exchange: resource,
    refresh: (account) => ({ ...resource(account), ...scope(account) }),
  },
  // Source: Atlassian, "Jira OAuth 2.0 provider API": the refresh grant also needs the redirect URI
  'jira-data-center': {
    authorize: nothing,
    exchange: nothing,
    refresh: ({ redirectUri }) => ({ redirect_uri: redirectUri }),
  },
  // there is no refresh token: RFC 6749 section 4.4.2
  'service-account': { authorize: nothing, exchange: nothing, refresh: scope },
}

/** Options for oauth4webapi. URLs are checked when they are entered or discovered, so http is only ever loopback. */
export function requestOptions(fetch: FetchLike, signal?: AbortSignal) {
  return {
    // its type for `init` differs per request
    [oauth.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit),
    [oauth.allowInsecureRequests]: true,
    ...(signal !== undefined && { signal }),
  }
}
