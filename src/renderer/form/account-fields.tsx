import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { CallbackField } from './callback-field.tsx'
import { ClientFields } from './client-fields.tsx'
import type { FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { RenewalFields } from './renewal-fields.tsx'
import { parseScopes } from '../../shared/scopes.ts'
import { ScopesField } from './scopes-field.tsx'
import { ServerFactsPanel } from './server-facts.tsx'
import { TextField } from './text-field.tsx'
import { UrlFields } from './url-fields.tsx'
import type { Discovery } from './use-discovery.ts'

export interface AccountFieldsProps {
  /** null for a new account. */
  readonly account: AccountSnapshot | null
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly discovery: Discovery
  readonly importedFrom: string | null
  readonly defaultBufferMinutes: number
  readonly onChange: (change: Partial<FormValues>) => void
}

/** The form fields for an account's kind; only the URL until the server has been discovered. */
export function AccountFields(props: AccountFieldsProps) {
  const { account, values, errors, discovery, onChange } = props
  const { address } = kindTraits[values.kind]
  const { facts, isDue } = discovery
  const common = { values, errors, onChange }
  const name = (
    <TextField
      id="name"
      label="Name"
      hint="For example “Work”. Only you see it."
      maxLength={60}
      value={values.name}
      error={errors.name}
      onInput={(text) => onChange({ name: text })}
    />
  )
  const addressField = address !== null && (
    <TextField
      id="apiUrl"
      label={address.label}
      code
      hint={address.hint}
      value={values.apiUrl}
      error={errors.apiUrl ?? discovery.urlError}
      onInput={(apiUrl) => onChange({ apiUrl })}
    />
  )
  if (isDue) return <div class="fields">{addressField}</div>

  const client = (
    <ClientFields
      {...common}
      importedFrom={props.importedFrom}
      isSecretStored={account?.hasClientSecret === true}
      registers={facts?.registers ?? null}
    />
  )
  const scopes = (
    <ScopesField
      id="scopes"
      value={values.scopes}
      kind={values.kind}
      changed={account !== null && parseScopes(values.scopes).join(' ') !== account.scopes.join(' ')}
      error={errors.scopes}
      onInput={(text) => onChange({ scopes: text })}
    />
  )
  const renewal = account !== null && (
    <RenewalFields values={values} defaultBufferMinutes={props.defaultBufferMinutes} onChange={onChange} />
  )
  if (facts === null) {
    return (
      <div class="fields">
        {name}
        {addressField}
        {client}
        <CallbackField {...common} />
        {scopes}
        {renewal}
        {address === null && (
          <AdvancedFields error={errors.authorizeUrl ?? errors.tokenUrl ?? errors.apiUrl}>
            <UrlFields {...common} />
          </AdvancedFields>
        )}
      </div>
    )
  }
  return (
    <div class="fields">
      {addressField}
      <ServerFactsPanel facts={facts} />
      {name}
      {facts.registers !== true && client}
      {renewal}
      <AdvancedFields
        error={
          errors.redirectUri ?? errors.scopes ?? (facts.registers === true ? errors.clientId : undefined)
        }
      >
        {facts.registers === true && client}
        <CallbackField {...common} />
        {scopes}
      </AdvancedFields>
    </div>
  )
}
