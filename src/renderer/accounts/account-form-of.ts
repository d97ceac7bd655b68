import type { AccountForm } from '../../shared/account.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'

/** The settings of an account as the form that saves them. */
export function accountFormOf(account: AccountSnapshot): AccountForm {
  const { name, clientId, redirectUri, scopes, authorizeUrl, tokenUrl, apiUrl, autoRenewal, bufferMinutes } =
    account
  return { name, clientId, redirectUri, scopes, authorizeUrl, tokenUrl, apiUrl, autoRenewal, bufferMinutes }
}
