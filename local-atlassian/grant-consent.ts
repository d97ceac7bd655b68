import type { Provider } from 'oidc-provider'
import type { TokenStore } from './token-store.ts'

type Interaction = InstanceType<Provider['Interaction']>

/**
 * Saves the consent and returns the grant's id. As at Atlassian, there is one grant per app and person: a new consent
 * replaces the scopes of the old one. Older refresh tokens keep working for the scopes that are still granted.
 */
export async function grantConsent(
  provider: Provider,
  store: TokenStore,
  interaction: Interaction,
): Promise<string> {
  const clientId = String(interaction.params['client_id'])
  const accountId = String(interaction.session?.accountId)
  const [existingId] =
    [...store.entries('Grant')].find(
      ([, { payload, revoked }]) =>
        !revoked && payload.clientId === clientId && payload.accountId === accountId,
    ) ?? []
  const existing = existingId === undefined ? undefined : await provider.Grant.find(existingId)
  const grant = existing ?? new provider.Grant({ clientId, accountId })
  delete grant.openid
  const scope = String(interaction.params['scope'])
  grant.addOIDCScope(scope)
  const { resource } = interaction.params
  if (typeof resource === 'string') grant.addResourceScope(resource, scope)
  return grant.save()
}
