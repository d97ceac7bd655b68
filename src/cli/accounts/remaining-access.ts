import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'

/** What signing out does not do. Source: Atlassian documents no revocation for OAuth 2.0 (3LO). */
export function accessThere(kind: AccountKind): string {
  const { provider, hasConnectedApps } = kindTraits[kind]
  const name = provider.charAt(0).toUpperCase() + provider.slice(1)
  const until = hasConnectedApps
    ? 'until you remove it at\nhttps://id.atlassian.com/manage-profile/apps'
    : 'until it runs out or is taken away.'
  return `${name} was not told: the app’s access lives on there ${until}`
}
