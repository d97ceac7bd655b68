import { kindTraits } from '../../shared/account-kinds.ts'
import type { Failure } from '../state/call.ts'
import type { FormValues } from './form-values.ts'
import { parseScopes } from '../../shared/scopes.ts'

/** The fields for kinds where the user enters each URL. */
export const urlFields = [
  { field: 'authorizeUrl', label: 'Authorize URL' },
  { field: 'tokenUrl', label: 'Token URL' },
  { field: 'apiUrl', label: 'API URL', hint: 'https only (http is allowed for this computer).' },
] as const

/** Every field, in the order of the form. */
const formFields = [
  'apiUrl',
  'name',
  'clientId',
  'clientSecret',
  'redirectUri',
  'scopes',
  'autoRenewal',
  'bufferMinutes',
  ...urlFields.map(({ field }) => field),
] as const

export type FormField = (typeof formFields)[number]

export type FieldErrors = Partial<Record<FormField, string>>

/** Missing fields, checked before asking the main process, which validates everything else. */
export function missingFields(values: FormValues): FieldErrors {
  const { address, clientId, needsScopes } = kindTraits[values.kind]
  return {
    ...(address !== null &&
      values.apiUrl.trim() === '' && { apiUrl: `The ${lowerFirst(address.label)} is missing.` }),
    ...(values.name.trim() === '' && { name: 'The name is missing.' }),
    ...(clientId === 'required' &&
      values.clientId.trim() === '' && { clientId: 'The client ID is missing.' }),
    ...(values.secretSource === 'typed' &&
      values.clientSecret.trim() === '' && { clientSecret: 'The client secret is missing.' }),
    ...(values.redirectUri.trim() === '' && { redirectUri: 'The callback URL is missing.' }),
    ...(needsScopes && parseScopes(values.scopes).length === 0 && { scopes: 'Enter at least one scope.' }),
  }
}

/** `Server URL` becomes `server URL`, for the middle of a sentence. */
function lowerFirst(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}

/** The field that caused a failed save (for `form.scopes.2`, the scopes); null if no field did. */
export function findField(failure: Failure): FormField | null {
  const parts = failure.field?.split('.') ?? []
  return formFields.find((field) => parts.includes(field)) ?? null
}

/** The first field with an error, in the order of the form. */
export function firstError(errors: FieldErrors): FormField | null {
  return formFields.find((field) => errors[field] !== undefined) ?? null
}
