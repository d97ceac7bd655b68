import type { RouteAnswer } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'

/** Longer than any sign-in can take. */
export const maxSignInMs = 11 * 60_000

type SignInAnswer = RouteAnswer<'awaitSignIn'>

/** How to answer the questions of a sign-in. */
export interface Answering {
  readonly accountId: string
  /** Whether to answer every question with yes. */
  readonly yes: boolean
}

async function proceeds(question: string, yes: boolean): Promise<boolean> {
  note(question)
  if (yes) return true
  if (hasTerminal()) return agrees('Continue?')
  note('Not running in a terminal, so nothing was changed. Pass --yes to confirm.')
  return false
}

/** Answers questions until the sign-in is complete. Rejects with an `OwnerError`. */
export async function answerQuestions({ accountId, yes }: Answering, reached: SignInAnswer): Promise<void> {
  let { question } = reached
  while (question !== null) {
    const proceed = await proceeds(question, yes)
    const next = await ask('answerSignIn', { account: accountId, proceed })
    question = next.question
  }
}

/** Resolves when the user has finished on the sign-in page. Rejects with an `OwnerError`. */
export function awaitSignIn(accountId: string): Promise<SignInAnswer> {
  return ask('awaitSignIn', { account: accountId }, { timeoutMs: maxSignInMs })
}

/** Cancels the sign-in. Rejects with an `OwnerError`. */
export async function cancelSignIn(accountId: string): Promise<void> {
  await ask('cancelSignIn', { account: accountId })
}
