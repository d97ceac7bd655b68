import { accountForUrl } from '../../adapters/client/account-for-url.ts'
import { askOwner, type OwnerWay } from '../../adapters/client/ask-owner.ts'
import { OwnerError } from '../../adapters/client/owner-error.ts'
import { isDiscovered } from '../../shared/account-kinds.ts'
import type { Status } from '../../shared/local-api.ts'

/**
 * The id of the account whose token goes to this server: the one that was made for it, else the default one, unless
 * that was made for another server. Rejects with an `OwnerError` that says how to add one.
 */
export async function findAccount(way: OwnerWay, url: string, note: (text: string) => void): Promise<string> {
  const status = await askOwner<Status>(way, { method: 'GET', target: '/v1/status' })
  const found = accountForUrl(status, url)
  if (found.kind === 'found') return found.account.id
  const usual = status.accounts.find(({ isDefault }) => isDefault)
  if (usual === undefined || isDiscovered(usual.kind)) throw new OwnerError('accountNotFound', found.advice)
  note(`uses the default account, ${usual.name}. If the server wants a sign-in of its own: ${found.advice}`)
  return usual.id
}
