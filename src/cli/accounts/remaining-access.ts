import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'

/** Says that access at the provider remains. Source: Atlassian documents no revocation for OAuth 2.0 (3LO). */
export function accessThere(kind: AccountKind): string {
  const { provider, hasConnectedApps } = kindTraits[kind]
  const how = hasConnectedApps
    ? ' To revoke it:\nhttps://id.atlassian.com/manage-profile/apps'
    : ' It ends when it expires or is revoked there.'
  return `This does not revoke the app’s access at ${provider}.${how}`
}
