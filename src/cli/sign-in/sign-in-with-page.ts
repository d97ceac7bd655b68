import { note, print } from '../terminal/print.ts'
import { onInterrupt } from '../terminal/on-interrupt.ts'
import { openBrowser } from './open-browser.ts'
import { awaitSignIn, cancelSignIn, answerQuestions, type Answering } from './answer-questions.ts'

/** Where the page of a sign-in is. */
export interface SignInPage {
  /** The page to open; null: the app shows it. */
  readonly url: string | null
  /** Only tell the page: on stdout, alone. */
  readonly noOpen: boolean
}

async function show({ url, noOpen }: SignInPage): Promise<void> {
  if (url === null) return note('Go on in the app: it shows the sign-in page. Ctrl-C cancels.')
  if (noOpen) {
    note('Open this page on this computer and sign in. Ctrl-C cancels.')
    return print(url)
  }
  const isOpen = await openBrowser(url)
  note(
    isOpen
      ? 'Go on in your browser. If it shows no page, open this one:'
      : 'No browser could be started. Open this page:',
  )
  note(url)
}

/** Shows the page, waits until it has been gone through, and asks what there is to ask. Rejects with an `OwnerError`. */
export async function signInWithPage(answering: Answering, page: SignInPage): Promise<void> {
  const stop = onInterrupt(() => cancelSignIn(answering.accountId))
  try {
    await show(page)
    await answerQuestions(answering, await awaitSignIn(answering.accountId))
  } finally {
    stop()
  }
}
