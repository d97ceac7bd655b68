import type { Person } from './people.ts'
import type { Site } from './sites.ts'

const siteIndependentScopes = new Set(['offline_access', 'read:me', 'read:account'])

/** The sites a token gives access to, each with the scopes for its product. */
export function accessibleResources(
  origin: string,
  sites: readonly Site[],
  scopes: readonly string[],
): object {
  return sites.map(({ id, name, url, product }) => ({
    id,
    name,
    url,
    scopes: scopes.filter(
      (scope) => !siteIndependentScopes.has(scope) && isConfluence(scope) === (product === 'confluence'),
    ),
    avatarUrl: `${origin}/avatar/site.png`,
  }))
}

function isConfluence(scope: string): boolean {
  return scope.includes('confluence')
}

/** The response of `GET /me` for a person. */
export function me(origin: string, person: Person): object {
  return {
    account_type: 'atlassian',
    account_id: person.accountId,
    email: person.email,
    email_verified: true,
    name: person.name,
    nickname: person.name.split(' ')[0],
    picture: avatarUrl(origin, person),
    account_status: 'active',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
  }
}

/** The response of a site's `GET /rest/api/3/myself` for a person. */
export function myself(origin: string, cloudId: string, person: Person): object {
  const picture = avatarUrl(origin, person)
  return {
    self: `${origin}/ex/jira/${cloudId}/rest/api/3/user?accountId=${encodeURIComponent(person.accountId)}`,
    accountId: person.accountId,
    accountType: 'atlassian',
    emailAddress: person.email,
    avatarUrls: { '48x48': picture, '32x32': picture, '24x24': picture, '16x16': picture },
    displayName: person.name,
    active: true,
    timeZone: 'Europe/London',
    locale: 'en_GB',
  }
}

/** The response of Data Center's `GET /rest/api/2/myself` for a person. */
export function myselfAtDataCenter(origin: string, person: Person): object {
  const name = person.email.split('@')[0] ?? ''
  return {
    self: `${origin}/rest/api/2/user?username=${encodeURIComponent(name)}`,
    key: person.accountId,
    name,
    emailAddress: person.email,
    avatarUrls: { '48x48': avatarUrl(origin, person) },
    displayName: person.name,
    active: true,
    timeZone: 'Europe/London',
    locale: 'en_GB',
  }
}

function avatarUrl(origin: string, person: Person): string {
  return `${origin}/avatar/${encodeURIComponent(person.accountId)}.png`
}
