import { undiscovered } from './account-defaults.ts'
import { kindTraits, type AccountKind } from './account-kinds.ts'
import type { AccountForm } from './account.ts'

// no zod here, because the window uses this

/** The settings that older versions did not know, as they were for every account then. */
export const addedSettings = { kind: 'jira-cloud', ...undiscovered } as const

/** Every setting of an account, while nothing is entered. What lists or copies the settings of an account follows this. */
const emptyForm: AccountForm = {
  ...addedSettings,
  name: '',
  clientId: '',
  redirectUri: '',
  scopes: [],
  authorizeUrl: '',
  tokenUrl: '',
  apiUrl: '',
  autoRenewal: true,
  bufferMinutes: null,
}

const accountFields = Object.keys(emptyForm) as (keyof AccountForm)[]

/** Only the settings of an account. */
export function toAccountForm(account: AccountForm): AccountForm {
  return Object.fromEntries(accountFields.map((field) => [field, account[field]])) as unknown as AccountForm
}

/** The settings of a new account of that kind. */
export function newAccountForm(kind: AccountKind): AccountForm {
  const { defaults } = kindTraits[kind]
  return { ...emptyForm, ...defaults, kind, scopes: [...defaults.scopes] }
}
