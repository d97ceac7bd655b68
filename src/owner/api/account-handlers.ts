import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import { undiscovered } from '../../shared/account-defaults.ts'
import { accountFormOf } from '../../shared/to-account-form.ts'
import { isDiscovered, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { AccountForm } from '../../shared/account.ts'
import { defaultAccount } from '../../core/state/to-status.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { RouteArgs } from '../../shared/local-api.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import type { Answers } from './handler-types.ts'

type Wish = RouteArgs<'changeAccount'>

/** Whose API the token is for: what programs know as the server's URL or the base URL, for the kinds that have one. */
function addressIn({ kind, apiUrl: before }: AccountForm, { url, baseUrl, apiUrl }: Wish): string {
  if (kindTraits[kind].address === null) return apiUrl ?? before
  return (isDiscovered(kind) ? url : baseUrl) ?? apiUrl ?? before
}

/** What another server has not told yet: its own client, callback and scopes. */
const ofAnotherServer = { clientId: '', redirectUri: '', scopes: [] }

/** An account's settings with these changes. */
function changed(account: AccountForm, wish: Wish): AccountForm {
  const apiUrl = addressIn(account, wish)
  const isMoved = isDiscovered(account.kind) && apiUrl !== account.apiUrl
  const before = { ...accountFormOf(account), ...(isMoved && ofAnotherServer) }
  return {
    ...before,
    name: wish.name ?? before.name,
    clientId: wish.clientId ?? before.clientId,
    redirectUri: wish.redirectUri ?? before.redirectUri,
    scopes: wish.scopes ?? before.scopes,
    authorizeUrl: wish.authorizeUrl ?? before.authorizeUrl,
    tokenUrl: wish.tokenUrl ?? before.tokenUrl,
    apiUrl,
    autoRenewal: wish.autoRenewal ?? before.autoRenewal,
    bufferMinutes: wish.bufferMinutes === undefined ? before.bufferMinutes : wish.bufferMinutes,
  }
}

/** A new account of that kind, before anything is known of it. */
function blankForm(kind: AccountKind, name: string): AccountForm {
  const { defaults } = kindTraits[kind]
  const scopes = [...defaults.scopes]
  return {
    kind,
    ...undiscovered,
    ...defaults,
    name,
    scopes,
    clientId: '',
    autoRenewal: true,
    bufferMinutes: null,
  }
}

function assertAddressed({ kind, apiUrl }: AccountForm): void {
  const { address } = kindTraits[kind]
  if (address === null || apiUrl !== '') return
  throw new AppError('invalidInput', `The ${address.label} is missing.`, { field: 'apiUrl' })
}

const named = ({ id, name }: Pick<AccountSnapshot, 'id' | 'name'>) => ({ account: { id, name } })

/** Answers that change the list of accounts. */
export function accountAnswers(
  accounts: Accounts,
  store: Pick<AppStore, 'snapshot'>,
): Pick<
  Answers,
  'discover' | 'listAccounts' | 'addAccount' | 'changeAccount' | 'removeAccount' | 'useAccount'
> {
  return {
    discover: ({ args }) => accounts.discover(args.url),
    listAccounts: () => {
      const snapshot = store.snapshot()
      const usual = defaultAccount(snapshot)?.id
      return {
        accounts: snapshot.accounts.map((account) => ({
          id: account.id,
          isDefault: account.id === usual,
          hasClientSecret: account.hasClientSecret,
          ...accountFormOf(account),
        })),
      }
    },
    addAccount: async ({ args }) => {
      const { clientSecret = null, ...wish } = args
      const form = changed(blankForm(wish.kind ?? 'jira-cloud', wish.name), wish)
      assertAddressed(form)
      return named({ id: await accounts.save({ id: null, form, clientSecret }), name: form.name })
    },
    changeAccount: async ({ account, args: { clientSecret = null, ...wish } }) => {
      const form = changed(account, wish)
      await accounts.save({ id: account.id, form, clientSecret })
      return named({ id: account.id, name: form.name })
    },
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
