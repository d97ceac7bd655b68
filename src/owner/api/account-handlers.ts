import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import { newAccountForm, toAccountForm } from '../../shared/account-form.ts'
import { isDiscovered, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { AccountForm } from '../../shared/account.ts'
import { defaultAccount, settingsNotices } from '../../core/state/to-status.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { RouteArgs } from '../../shared/local-api.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import type { Answers } from './handler-types.ts'

type AccountChanges = RouteArgs<'changeAccount'>

/** The API the token is for; some kinds have a server URL or base URL instead. */
function addressIn({ kind, apiUrl: before }: AccountForm, { url, baseUrl, apiUrl }: AccountChanges): string {
  if (kindTraits[kind].address === null) return apiUrl ?? before
  return (isDiscovered(kind) ? url : baseUrl) ?? apiUrl ?? before
}

/** Client, callback, and scopes belong to one server, so a new server starts without them. */
const ofAnotherServer = { clientId: '', redirectUri: '', scopes: [], authorizeUrl: '', tokenUrl: '' }

/** An account's settings after these changes. */
function changed(account: AccountForm, changes: AccountChanges): AccountForm {
  const apiUrl = addressIn(account, changes)
  const isMoved = isDiscovered(account.kind) && apiUrl !== account.apiUrl
  const before = { ...toAccountForm(account), ...(isMoved && ofAnotherServer) }
  const entered = Object.entries(changes).filter(([, value]) => value !== undefined)
  return toAccountForm({ ...before, ...Object.fromEntries(entered), apiUrl })
}

const settingLabels = {
  url: 'server URL',
  baseUrl: 'base URL',
  authorizeUrl: 'authorize URL',
  tokenUrl: 'token URL',
  trustIssuer: 'issuer',
  redirectUri: 'callback URL',
} as const

/** The settings that have no effect for accounts of this kind: they follow from its URL, or belong to another kind. */
function ignoredSettings(kind: AccountKind): readonly (keyof typeof settingLabels)[] {
  const { address, signsIn } = kindTraits[kind]
  if (!signsIn) return ['url', 'baseUrl', 'trustIssuer', 'authorizeUrl', 'redirectUri']
  if (address === null) return ['url', 'baseUrl', 'trustIssuer']
  return isDiscovered(kind) ? ['baseUrl', 'tokenUrl'] : ['url', 'authorizeUrl', 'tokenUrl', 'trustIssuer']
}

/** Throws `invalidInput` for a setting without effect. */
function assertEffective(kind: AccountKind, changes: AccountChanges): void {
  const field = ignoredSettings(kind).find((one) => changes[one] !== undefined)
  if (field === undefined) return
  const { label, address } = kindTraits[kind]
  const why = address === null ? '' : `: what it needs follows from its ${address.label}`
  throw new AppError(
    'invalidInput',
    `The ${settingLabels[field]} of this kind of account (${label}) can’t be set${why}.`,
    { field },
  )
}

function assertAddressed({ kind, apiUrl }: AccountForm): void {
  const { address } = kindTraits[kind]
  if (address === null || apiUrl !== '') return
  throw new AppError('invalidInput', `Missing ${address.label}.`, { field: 'apiUrl' })
}

const isSameUrl = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href

const named = ({ id, name }: Pick<AccountSnapshot, 'id' | 'name'>) => ({ account: { id, name } })

/** Answers that change the list of accounts. */
export function accountAnswers(
  accounts: Accounts,
  store: Pick<AppStore, 'snapshot'>,
): Pick<
  Answers,
  | 'discover'
  | 'listAccounts'
  | 'addAccount'
  | 'changeAccount'
  | 'requestScopes'
  | 'removeAccount'
  | 'useAccount'
> {
  return {
    discover: ({ args }) => accounts.discover(args.url),
    listAccounts: () => {
      const snapshot = store.snapshot()
      const defaultId = defaultAccount(snapshot)?.id
      return {
        accounts: snapshot.accounts.map((account) => ({
          id: account.id,
          isDefault: account.id === defaultId,
          hasClientSecret: account.hasClientSecret,
          ...toAccountForm(account),
        })),
        notices: settingsNotices(snapshot),
      }
    },
    addAccount: async ({ args }) => {
      const { clientSecret = null, trustIssuer = null, ...changes } = args
      const kind = changes.kind ?? 'jira-cloud'
      assertEffective(kind, args)
      const form = changed(newAccountForm(kind), changes)
      assertAddressed(form)
      return named({
        id: await accounts.save({ id: null, form, clientSecret, trustIssuer }),
        name: form.name,
      })
    },
    changeAccount: async ({ account, args }) => {
      const { clientSecret = null, trustIssuer = null, ...changes } = args
      assertEffective(account.kind, args)
      const form = changed(account, changes)
      await accounts.save({ id: account.id, form, clientSecret, trustIssuer })
      return named({ id: account.id, name: form.name })
    },
    requestScopes: ({ account, args }) => ({
      requested: isSameUrl(args.url, account.apiUrl) && accounts.requestScopes(account.id, args.scopes),
    }),
    removeAccount: async ({ account }) => {
      await accounts.remove(account.id)
      return named(account)
    },
    useAccount: ({ account }) => {
      accounts.saveSettings({ defaultAccountId: account.id })
      return named(store.snapshot().accounts.find(({ id }) => id === account.id) ?? account)
    },
  }
}
