import { askOwner, type ConnectionOptions } from '../../client/ask-owner.ts'
import { kindTraits } from '../../shared/account-kinds.ts'
import { BridgeError } from './bridge-error.ts'

/** Finds the first Atlassian site of an account, and keeps using it. */
export type CloudIdSource = (accountId: string) => Promise<string>

/** `auto`: asks the owner, which knows an account's sites once the account has been used. */
export function createCloudIdSource(connection: ConnectionOptions): CloudIdSource {
  const known = new Map<string, string>()

  const find = async (accountId: string): Promise<string> => {
    const { accounts } = await askOwner(connection, 'status')
    const account = accounts.find(({ id }) => id === accountId)
    const [site] =
      account?.sites.length === 0
        ? (await askOwner(connection, 'test', { account: accountId })).sites
        : (account?.sites ?? [])
    const isCloud = account === undefined || kindTraits[account.kind].hasCloudIds
    if (site === undefined || !isCloud)
      throw new BridgeError(
        'siteMissing',
        'This account has no Jira site. Sign in again and choose one, or set it with --cloud-id.',
      )
    return site.id
  }

  return async (accountId) => {
    const cloudId = known.get(accountId) ?? (await find(accountId))
    known.set(accountId, cloudId)
    return cloudId
  }
}
