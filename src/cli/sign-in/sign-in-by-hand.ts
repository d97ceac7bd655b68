import { OwnerError } from '../../client/owner-error.ts'
import type { RouteAnswer } from '../../shared/local-api.ts'
import { note, print } from '../terminal/print.ts'
import { askRunning } from '../connection.ts'
import { hasTerminal } from '../terminal/confirm.ts'
import { askLine } from '../terminal/ask-line.ts'
import { onInterrupt } from '../terminal/on-interrupt.ts'
import { finishSignIn, isWrongPaste } from './finish-sign-in.ts'
import { cancelSignIn, maxSignInMs, answerQuestions, type Answering } from './answer-questions.ts'

type SignInAnswer = RouteAnswer<'awaitSignIn'>

/** These errors end the sign-in; after any other, it may still be waiting. */
const ends: readonly string[] = ['signInCancelled', 'signInTimedOut']

const prompt = 'Paste the URL of the page you end up on (Ctrl-D: finish later, Ctrl-C: cancel): '

/** Resolves or rejects when the sign-in ends elsewhere: finished in another terminal, canceled, timed out. */
function watch(accountId: string, signal: AbortSignal): Promise<SignInAnswer> {
  const options = { timeoutMs: maxSignInMs, signal }
  return askRunning('awaitSignIn', { account: accountId }, options).catch((error: unknown) => {
    if (error instanceof OwnerError && ends.includes(error.code)) throw error
    return new Promise<never>(() => undefined)
  })
}

type Read = { readonly line: string | null } | { readonly elsewhere: SignInAnswer }

/** What the user pastes, unless the sign-in ends elsewhere first. */
async function readBack(accountId: string): Promise<Read> {
  const over = new AbortController()
  try {
    return await Promise.race([
      askLine(prompt, over.signal).then((line) => ({ line })),
      watch(accountId, over.signal).then((elsewhere) => ({ elsewhere })),
    ])
  } finally {
    over.abort()
  }
}

/** Finishes the sign-in with the pasted text; null when the user can try again. */
async function finish(accountId: string, redirectedTo: string): Promise<SignInAnswer | null> {
  try {
    return await finishSignIn(redirectedTo, accountId)
  } catch (error) {
    if (!hasTerminal() || !isWrongPaste(error)) throw error
    note(error.message)
    return null
  }
}

const noteWaiting = () =>
  note("You have ten minutes from the start of the sign-in to finish it: jira-token exchange 'URL'")

/**
 * Prints only the sign-in URL on stdout, and reads the redirected URL from stdin; on a terminal the user can try again.
 * Resolves with whether the sign-in is complete; false: stdin has ended and it is waiting. Rejects with an `OwnerError`.
 */
export async function signInByHand(answering: Answering, url: string): Promise<boolean> {
  const stop = onInterrupt(() => cancelSignIn(answering.accountId))
  try {
    note('Open this URL in any browser, on any computer, and sign in:')
    print(url)
    note(
      'Afterwards your browser lands on a page that may not load. That’s expected: copy the full URL from the address bar.',
    )
    for (;;) {
      const read = await readBack(answering.accountId)
      if ('line' in read && read.line === null) {
        noteWaiting()
        return false
      }
      if ('line' in read && read.line === '') continue
      const reached =
        'elsewhere' in read ? read.elsewhere : await finish(answering.accountId, read.line ?? '')
      if (reached === null) continue
      await answerQuestions(answering, reached)
      return true
    }
  } finally {
    stop()
  }
}
