import { newAccountForm, toAccountForm } from '../../shared/account-form.ts'
import { kindTraits, withDerivedUrls, type AccountKind } from '../../shared/account-kinds.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import type { ImportOffer, IpcArgs } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { parseScopes } from '../../shared/scopes.ts'

/** The form's values while it is edited. */
export interface FormValues extends Readonly<Omit<AccountForm, 'scopes'>> {
  readonly scopes: string
  readonly clientSecret: string
  /** Where the secret comes from: the field, an import, or the keychain. */
  readonly secretSource: 'typed' | 'imported' | 'unchanged'
  /** Whether the tokens of an import are used. */
  readonly importSignIn: boolean
  /** Whether the imported file is kept up to date. */
  readonly syncFile: boolean
}

/** The initial values: those of an existing account, or the defaults plus what an import found. */
export function initialValues(
  account: AccountSnapshot | null,
  offer: ImportOffer | null,
  kind: AccountKind = 'jira-cloud',
): FormValues {
  const form = account === null ? newAccountForm(kind) : toAccountForm(account)
  const values: FormValues = {
    ...form,
    scopes: form.scopes.join(' '),
    clientSecret: '',
    secretSource: secretSource(form.kind, account?.hasClientSecret === true),
    importSignIn: false,
    syncFile: false,
  }
  return account === null && offer !== null ? withOffer(values, offer) : values
}

function secretSource(kind: AccountKind, isStored: boolean): FormValues['secretSource'] {
  return isStored || kindTraits[kind].clientSecret === 'optional' ? 'unchanged' : 'typed'
}

/** The values with what an import found; the rest stays unchanged. */
export function withOffer(values: FormValues, offer: ImportOffer): FormValues {
  return {
    ...values,
    name: values.name === '' ? 'Jira' : values.name,
    clientId: offer.clientId ?? values.clientId,
    redirectUri: offer.redirectUri ?? values.redirectUri,
    importSignIn: offer.hasAccessTokenOnly,
    syncFile: offer.fileName !== null,
    ...(offer.hasClientSecret && { secretSource: 'imported', clientSecret: '' }),
  }
}

/** The values with what was discovered; a client ID from a different server is cleared. */
export function withFound(values: FormValues, found: DiscoveredServer): FormValues {
  const { authorizeUrl, tokenUrl, issuer, sendsIssuer, tokenAuth, resource, redirectUri } = found
  const isAnother = values.issuer !== null && values.issuer !== issuer
  return {
    ...values,
    authorizeUrl,
    tokenUrl,
    issuer,
    sendsIssuer,
    tokenAuth,
    resource,
    redirectUri,
    apiUrl: found.url,
    name: values.name === '' ? new URL(found.url).hostname : values.name,
    scopes: found.scopes.join(' '),
    ...(isAnother && { clientId: '' }),
  }
}

/** The arguments for saving the form, with the issuer that the user accepted, if any. */
export function saveArgs(
  id: string | null,
  values: FormValues,
  trustIssuer: string | null = null,
): IpcArgs<'accounts:save'> {
  return {
    id,
    form: withDerivedUrls(toAccountForm({ ...values, scopes: parseScopes(values.scopes) })),
    clientSecret: toClientSecret(values),
    importSignIn: values.importSignIn,
    ...(trustIssuer !== null && { trustIssuer }),
  }
}

function toClientSecret({
  secretSource,
  clientSecret,
}: FormValues): IpcArgs<'accounts:save'>['clientSecret'] {
  const value = clientSecret.trim()
  if (value !== '') return { kind: 'typed', value }
  return secretSource === 'typed' ? { kind: 'typed', value } : { kind: secretSource }
}
