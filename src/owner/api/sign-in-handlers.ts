import type { Accounts } from '../../core/accounts/accounts.ts'
import type { AppStore } from '../../core/state/app-store.ts'
import { getAccountByName } from '../../core/state/to-status.ts'
import { signInQuestionText } from '../../shared/sign-in-question.ts'
import type { Answers } from './handler-types.ts'

/** Handlers for signing in and out. */
export function signInAnswers(
  accounts: Accounts,
  store: Pick<AppStore, 'snapshot'>,
): Pick<
  Answers,
  'signIn' | 'awaitSignIn' | 'answerSignIn' | 'cancelSignIn' | 'finishSignIn' | 'signOut' | 'importTokens'
> {
  const outcome = async (id: string): Promise<{ question: string | null }> => {
    const question = await accounts.awaitSignIn(id)
    return { question: question === null ? null : signInQuestionText(question).text }
  }
  const named = (id: string) => {
    const account = store.snapshot().accounts.find((one) => one.id === id)
    return { account: { id, name: account?.name ?? '' } }
  }

  return {
    signIn: ({ account: { id }, args: { surface } }) => {
      if (surface === undefined || surface === 'window') {
        accounts.startSignIn(id, surface ?? null)
        return { url: null }
      }
      return new Promise((resolve, reject) => {
        accounts.signIn(id, surface, (url) => resolve({ url })).catch(reject)
      })
    },
    awaitSignIn: ({ account }) => outcome(account.id),
    answerSignIn: ({ account, args }) => {
      accounts.answerSignIn(account.id, args.proceed)
      return outcome(account.id)
    },
    cancelSignIn: ({ account }) => {
      accounts.cancelSignIn(account.id)
      return {}
    },
    finishSignIn: async ({ args }) => {
      const wanted = args.account === undefined ? null : getAccountByName(store.snapshot(), args.account).id
      const id = await accounts.finishSignIn(args.redirectedTo, wanted)
      return { ...named(id), ...(await outcome(id)) }
    },
    signOut: async ({ account }) => {
      await accounts.signOut(account.id)
      return named(account.id)
    },
    importTokens: async ({ account, args }) => {
      const { refreshToken, accessToken, accessTokenExpiresAt } = args
      const expiresAtMs = accessTokenExpiresAt === undefined ? Infinity : Date.parse(accessTokenExpiresAt)
      const access = accessToken === undefined ? null : { accessToken, expiresAtMs }
      await accounts.importTokens(account.id, refreshToken ?? null, access)
      return named(account.id)
    },
  }
}
