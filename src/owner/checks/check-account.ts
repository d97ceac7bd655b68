import type { Accounts } from '../../core/accounts/accounts.ts'
import { kindTraits } from '../../shared/account-kinds.ts'
import { isRenewable } from '../../shared/account-view.ts'
import { errorRow } from '../../shared/error-table.ts'
import { noSiteText } from '../../shared/no-site-text.ts'
import { whatHappened } from '../../shared/failure-text.ts'
import type { Finding } from '../../shared/local-api.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { checked, failed, failedBecause, ok, warning } from '../../shared/finding.ts'

/** Time for a renewal and three requests. */
const tokenTimeoutMs = 25_000

/** Not always among the scopes of a token. Source: Atlassian, "refresh tokens". */
const offlineScope = 'offline_access'

function checkClientSecret({ name: account, kind, hasClientSecret, problem }: AccountSnapshot): Finding {
  const subject = { name: 'client secret', account }
  const isNeeded = kindTraits[kind].clientSecret === 'required'
  if (isNeeded && !hasClientSecret) return failedBecause(subject, 'clientSecretMissing')
  if (problem.kind === 'misconfigured') return failedBecause(subject, problem.reason, problem.detail)
  return ok(subject, hasClientSecret ? 'stored' : 'not needed')
}

function checkScopes(snapshot: AccountSnapshot): Finding {
  const { name: account, kind, scopes, token } = snapshot
  const subject = { name: 'scopes', account }
  const { todo } = errorRow('noRefreshToken')
  const { renewalScope } = kindTraits[kind]
  if (renewalScope !== null && !scopes.includes(renewalScope))
    return warning(subject, `${renewalScope} is missing, so tokens can’t be renewed`, todo)
  if (token.kind === 'none') return ok(subject, scopes.join(' ') || 'none')
  if (!isRenewable(snapshot)) return warning(subject, errorRow('noRefreshToken').what, todo)
  const missing = scopes.filter((scope) => scope !== offlineScope && !token.scopes.includes(scope))
  if (missing.length === 0) return ok(subject, token.scopes.join(' ') || 'none')
  return warning(subject, `requested but not granted: ${missing.join(' ')}`, errorRow('scopeMissing').todo)
}

function checkToken(accounts: Pick<Accounts, 'test'>, snapshot: AccountSnapshot): Promise<Finding> {
  const subject = { name: 'token', account: snapshot.name }
  const { what, todo } = errorRow('timedOut')
  return checked(failed(subject, what, todo), tokenTimeoutMs, async () => {
    const { sites, server, person, milliseconds } = await accounts.test(snapshot.id)
    const names = sites.map(({ name }) => name).join(', ')
    const whose = person === null ? '' : ` (${person.name})`
    if (names === '') return warning(subject, `works${whose}, but for no site`, noSiteText.todo)
    const what = server === null ? '' : `: ${server}`
    return ok(subject, `works for ${names}${whose}${what}, ${milliseconds} ms`)
  })
}

/** Why the next renewal is late, or won’t come: a token that still works hides it. */
function checkRenewal({ name: account, activity, problem }: AccountSnapshot): Finding[] {
  const subject = { name: 'renewal', account }
  if (problem.kind === 'signInNeeded' && problem.reason !== 'notSignedIn')
    return [failedBecause(subject, problem.reason, problem.detail)]
  // a refusal is told with the client secret
  if (activity.kind !== 'retrying' || problem.kind === 'misconfigured') return []
  const { error, detail } = activity
  return [warning(subject, whatHappened(error, detail), errorRow(error).todo)]
}

function checkStored({ name: account, token, problem }: AccountSnapshot): Finding[] {
  if (token.kind !== 'held' || token.stored) return []
  const code = problem.kind === 'keychainUnavailable' ? problem.reason : 'keychainFailed'
  const finding = 'The token is only in memory and would be lost on quit.'
  return [failed({ name: 'storage', account }, finding, errorRow(code).todo)]
}

/** Checks client secret, scopes, token, renewal, and storage. Never rejects. */
export async function checkAccount(
  accounts: Pick<Accounts, 'test'>,
  account: AccountSnapshot,
): Promise<Finding[]> {
  const token = await checkToken(accounts, account)
  return [
    checkClientSecret(account),
    checkScopes(account),
    token,
    ...(token.verdict === 'failed' ? [] : checkRenewal(account)),
    ...checkStored(account),
  ]
}
