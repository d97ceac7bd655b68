import { accountPath } from '../../client/ask-owner.ts'
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

/** These say how the sign-in ended; any other failure only means that nobody can tell. */
const ends: readonly string[] = ['signInCancelled', 'signInTimedOut']

const prompt = 'URL of the page you end up on (Ctrl-D: later, Ctrl-C: cancel): '

/** Tells when the sign-in ends by another way: finished in another terminal, cancelled, too late. */
function watch(accountId: string, signal: AbortSignal): Promise<SignInAnswer> {
  const target = accountPath(accountId, 'sign-in/wait')
  return askRunning<SignInAnswer>({ method: 'POST', target, timeoutMs: maxSignInMs, signal }).catch(
    (error: unknown) => {
      if (error instanceof OwnerError && ends.includes(error.code)) throw error
      return new Promise<never>(() => undefined)
    },
  )
}

type Read = { readonly line: string | null } | { readonly elsewhere: SignInAnswer }

/** What the user brings back, unless the sign-in ends by another way before. */
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

/** Ends the sign-in with what was pasted; null when it still waits and the user may try again. */
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
  note("The sign-in still waits, for ten minutes since it began. Finish it with: jira-token exchange 'URL'")

/**
 * Prints the page alone on stdout, and reads the URL redirected to from stdin, again after a wrong one on a terminal.
 * Resolves with whether the sign-in is in place; false: stdin has ended, and it waits. Rejects with an `OwnerError`.
 */
export async function signInByHand(answering: Answering, url: string): Promise<boolean> {
  const stop = onInterrupt(() => cancelSignIn(answering.accountId))
  try {
    note('Open this page in any browser, on any computer, and sign in:')
    print(url)
    note(
      'Then the browser goes to the callback URL, which may well show an error. Copy the whole URL out of its address bar.',
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
