import { undiscovered } from '../../shared/account-defaults.ts'
import { kindTraits, withDerivedUrls, type AccountKind } from '../../shared/account-kinds.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import type { ImportOffer, IpcArgs } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { parseScopes } from '../../shared/scopes.ts'

/** The form's values while it is edited. */
export interface FormValues extends Pick<
  AccountForm,
  'kind' | 'issuer' | 'sendsIssuer' | 'tokenAuth' | 'resource'
> {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  /** Where the secret comes from: the field, an import, or the keychain. */
  readonly secretSource: 'typed' | 'imported' | 'unchanged'
  readonly redirectUri: string
  readonly scopes: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly apiUrl: string
  readonly autoRenewal: boolean
  readonly bufferMinutes: number | null
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
  if (account === null) {
    const { defaults } = kindTraits[kind]
    const empty: FormValues = {
      kind,
      ...undiscovered,
      ...defaults,
      name: '',
      clientId: '',
      clientSecret: '',
      secretSource: secretSource(kind, false),
      scopes: defaults.scopes.join(' '),
      autoRenewal: true,
      bufferMinutes: null,
      importSignIn: false,
      syncFile: false,
    }
    return offer === null ? empty : withOffer(empty, offer)
  }
  return {
    kind: account.kind,
    issuer: account.issuer,
    sendsIssuer: account.sendsIssuer,
    tokenAuth: account.tokenAuth,
    resource: account.resource,
    name: account.name,
    clientId: account.clientId,
    clientSecret: '',
    secretSource: secretSource(account.kind, account.hasClientSecret),
    redirectUri: account.redirectUri,
    scopes: account.scopes.join(' '),
    authorizeUrl: account.authorizeUrl,
    tokenUrl: account.tokenUrl,
    apiUrl: account.apiUrl,
    autoRenewal: account.autoRenewal,
    bufferMinutes: account.bufferMinutes,
    importSignIn: false,
    syncFile: false,
  }
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
  const { kind, name, clientId, redirectUri, authorizeUrl, tokenUrl, apiUrl } = values
  const { issuer, sendsIssuer, tokenAuth, resource, autoRenewal, bufferMinutes } = values
  const form: AccountForm = withDerivedUrls({
    kind,
    name,
    clientId,
    redirectUri,
    scopes: parseScopes(values.scopes),
    authorizeUrl,
    tokenUrl,
    apiUrl,
    issuer,
    sendsIssuer,
    tokenAuth,
    resource,
    autoRenewal,
    bufferMinutes,
  })
  return {
    id,
    form,
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
