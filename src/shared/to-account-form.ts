import type { AccountForm } from './account.ts'

/** Only the settings of an account. */
export function toAccountForm(account: AccountForm): AccountForm {
  const { kind, name, clientId, redirectUri, scopes, authorizeUrl, tokenUrl, apiUrl } = account
  const { issuer, sendsIssuer, tokenAuth, resource, autoRenewal, bufferMinutes } = account
  const entered = { kind, name, clientId, redirectUri, scopes, authorizeUrl, tokenUrl, apiUrl }
  return { ...entered, issuer, sendsIssuer, tokenAuth, resource, autoRenewal, bufferMinutes }
}
