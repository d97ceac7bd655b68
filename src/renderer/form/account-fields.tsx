import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { CallbackField } from './callback-field.tsx'
import { ClientFields } from './client-fields.tsx'
import { urlFields, type FieldErrors } from './field-errors.ts'
import type { FormValues } from './form-values.ts'
import { RenewalFields } from './renewal-fields.tsx'
import { parseScopes } from '../../shared/scopes.ts'
import { ScopesField } from './scopes-field.tsx'
import { ServerFactsPanel } from './server-facts.tsx'
import { TextField } from './text-field.tsx'
import { UrlFields } from './url-fields.tsx'
import type { Discovery, ServerFacts } from './use-discovery.ts'
import './account-fields.css'

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

function NameField({ values, errors, onChange }: AccountFieldsProps) {
  return (
    <TextField
      id="name"
      label="Name"
      hint="For example “Work”. Only you see it."
      maxLength={60}
      value={values.name}
      error={errors.name}
      onInput={(name) => onChange({ name })}
    />
  )
}

/** The server's URL, for kinds that need it. */
function AddressField({ values, errors, discovery, onChange }: AccountFieldsProps) {
  const { address } = kindTraits[values.kind]
  if (address === null) return null
  return (
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
}

function Client(props: AccountFieldsProps) {
  return (
    <ClientFields
      {...props}
      isSecretStored={props.account?.hasClientSecret === true}
      facts={props.discovery.facts}
    />
  )
}

function Scopes({ account, values, errors, onChange }: AccountFieldsProps) {
  return (
    <ScopesField
      id="scopes"
      value={values.scopes}
      kind={values.kind}
      changed={account !== null && parseScopes(values.scopes).join(' ') !== account.scopes.join(' ')}
      error={errors.scopes}
      onInput={(scopes) => onChange({ scopes })}
    />
  )
}

/** The fields for a server that isn't discovered. */
function EnteredFields(props: AccountFieldsProps) {
  const { account, values, errors } = props
  return (
    <>
      <NameField {...props} />
      <AddressField {...props} />
      <Client {...props} />
      <CallbackField {...props} />
      <Scopes {...props} />
      {account !== null && <RenewalFields {...props} />}
      {kindTraits[values.kind].address === null && (
        <AdvancedFields
          error={urlFields.map(({ field }) => errors[field]).find((error) => error !== undefined)}
        >
          <UrlFields {...props} />
        </AdvancedFields>
      )}
    </>
  )
}

/** What was discovered at the URL, and the fields that are still needed. */
function DiscoveredFields({ facts, ...props }: AccountFieldsProps & { readonly facts: ServerFacts }) {
  const { account, errors } = props
  const registers = facts.registers === true
  return (
    <>
      <ServerFactsPanel facts={facts} />
      <NameField {...props} />
      {!registers && <Client {...props} />}
      {account !== null && <RenewalFields {...props} />}
      <AdvancedFields
        error={errors.redirectUri ?? errors.scopes ?? (registers ? errors.clientId : undefined)}
      >
        {registers && <Client {...props} />}
        <CallbackField {...props} />
        <Scopes {...props} />
      </AdvancedFields>
    </>
  )
}

/** The form fields for an account's kind; only the URL until the server has been discovered. */
export function AccountFields(props: AccountFieldsProps) {
  const { facts, isDue } = props.discovery
  return (
    <div class="fields">
      {facts === null && !isDue ? (
        <EnteredFields {...props} />
      ) : (
        <>
          <AddressField {...props} />
          {facts !== null && <DiscoveredFields {...props} facts={facts} />}
        </>
      )}
    </div>
  )
}
