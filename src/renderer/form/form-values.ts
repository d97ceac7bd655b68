import { accountDefaults } from '../../shared/account-defaults.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { ImportOffer, IpcArgs } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { parseScopes } from '../../shared/scopes.ts'

/** What the form holds while it is edited. */
export interface FormValues {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  /** Where the secret comes from: the field, an import, or what is stored already. */
  readonly secretSource: 'typed' | 'imported' | 'unchanged'
  readonly redirectUri: string
  readonly scopes: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly apiUrl: string
  readonly autoRenewal: boolean
  readonly bufferMinutes: number | null
  readonly takeOver: boolean
}

/** The form's start: an account as it is, or the defaults with what an import found. */
export function initialValues(account: AccountSnapshot | null, offer: ImportOffer | null): FormValues {
  if (account === null) {
    const empty: FormValues = {
      ...accountDefaults,
      name: '',
      clientId: '',
      clientSecret: '',
      secretSource: 'typed',
      scopes: accountDefaults.scopes.join(' '),
      autoRenewal: true,
      bufferMinutes: null,
      takeOver: false,
    }
    return offer === null ? empty : withOffer(empty, offer)
  }
  return {
    name: account.name,
    clientId: account.clientId,
    clientSecret: '',
    secretSource: account.hasClientSecret ? 'unchanged' : 'typed',
    redirectUri: account.redirectUri,
    scopes: account.scopes.join(' '),
    authorizeUrl: account.authorizeUrl,
    tokenUrl: account.tokenUrl,
    apiUrl: account.apiUrl,
    autoRenewal: account.autoRenewal,
    bufferMinutes: account.bufferMinutes,
    takeOver: false,
  }
}

/** The values with what an import found; what it did not find stays. */
export function withOffer(values: FormValues, offer: ImportOffer): FormValues {
  return {
    ...values,
    name: values.name === '' ? 'Jira' : values.name,
    clientId: offer.clientId ?? values.clientId,
    redirectUri: offer.redirectUri ?? values.redirectUri,
    ...(offer.hasClientSecret && { secretSource: 'imported', clientSecret: '' }),
  }
}

/** What is sent to be saved. */
export function saveArgs(id: string | null, values: FormValues): IpcArgs<'accounts:save'> {
  const { name, clientId, redirectUri, authorizeUrl, tokenUrl, apiUrl, autoRenewal, bufferMinutes } = values
  const form: AccountForm = {
    name,
    clientId,
    redirectUri,
    scopes: parseScopes(values.scopes),
    authorizeUrl,
    tokenUrl,
    apiUrl,
    autoRenewal,
    bufferMinutes,
  }
  return { id, form, clientSecret: secretOf(values), takeOverRefreshToken: values.takeOver }
}

function secretOf({ secretSource, clientSecret }: FormValues): IpcArgs<'accounts:save'>['clientSecret'] {
  const value = clientSecret.trim()
  if (value !== '') return { kind: 'typed', value }
  return secretSource === 'typed' ? { kind: 'typed', value } : { kind: secretSource }
}
