import type { AccountForm } from '../../shared/account.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'

/** The settings of an account as the form that saves them. */
export function accountFormOf(account: AccountSnapshot): AccountForm {
  const { kind, name, clientId, redirectUri, scopes, authorizeUrl, tokenUrl, apiUrl } = account
  const { issuer, sendsIssuer, resource, autoRenewal, bufferMinutes } = account
  const entered = { kind, name, clientId, redirectUri, scopes, authorizeUrl, tokenUrl, apiUrl }
  return { ...entered, issuer, sendsIssuer, resource, autoRenewal, bufferMinutes }
}
