import { accountPath } from '../../client/ask-owner.ts'
import type { RouteAnswer } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'

/** Longer than any sign-in waits for its page. */
export const maxSignInMs = 11 * 60_000

type SignInAnswer = RouteAnswer<'awaitSignIn'>

/** How a question of a sign-in is answered. */
export interface Answering {
  readonly accountId: string
  /** Whether the user has said yes to everything. */
  readonly yes: boolean
}

async function proceeds(question: string, yes: boolean): Promise<boolean> {
  note(question)
  if (yes) return true
  if (hasTerminal()) return agrees('Go on?')
  note('Nobody can be asked here, so the answer is no. With --yes it would be yes.')
  return false
}

/** Goes on from that answer until the new sign-in is in place. Rejects with an `OwnerError`. */
export async function answerQuestions({ accountId, yes }: Answering, reached: SignInAnswer): Promise<void> {
  let { question } = reached
  while (question !== null) {
    const body = { proceed: await proceeds(question, yes) }
    const target = accountPath(accountId, 'sign-in/answer')
    const next = await ask<SignInAnswer>({ method: 'POST', target, body })
    question = next.question
  }
}

/** Resolves when the page has been gone through. Rejects with an `OwnerError`. */
export function awaitSignIn(accountId: string): Promise<SignInAnswer> {
  return ask({ method: 'POST', target: accountPath(accountId, 'sign-in/wait'), timeoutMs: maxSignInMs })
}

/** Cancels; with an owner that is not there, there is nothing to cancel. */
export async function cancelSignIn(accountId: string): Promise<void> {
  await ask({ method: 'DELETE', target: accountPath(accountId, 'sign-in') })
}
