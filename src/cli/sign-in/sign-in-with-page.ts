import { spawn } from 'node:child_process'
import { browserCommands, isWsl } from '../../files/browser-command.ts'
import { onInterrupt } from '../terminal/on-interrupt.ts'
import { note, print } from '../terminal/print.ts'
import { awaitSignIn, cancelSignIn, answerQuestions, type Answering } from './answer-questions.ts'

/** Resolves with whether the program could be started. */
function starts([program = '', ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const browser = spawn(program, args, { detached: true, stdio: 'ignore' })
    browser.once('spawn', () => {
      browser.unref()
      resolve(true)
    })
    browser.once('error', () => resolve(false))
  })
}

/** Opens a page in the user's browser. Resolves with whether a browser was started. */
export async function openBrowser(url: string): Promise<boolean> {
  const { env, platform } = process
  for (const command of browserCommands(url, env, platform, await isWsl(env)))
    if (await starts(command)) return true
  return false
}

/** How to show the page of a sign-in. */
export interface SignInPage {
  /** The page to open; null: the app shows it. */
  readonly url: string | null
  /** Only print its URL on stdout. */
  readonly noOpen: boolean
}

async function show({ url, noOpen }: SignInPage): Promise<void> {
  if (url === null) return note('Continue in the app, which shows the sign-in page. Ctrl-C cancels.')
  if (noOpen) {
    note('Open this URL on this computer and sign in. Ctrl-C cancels.')
    return print(url)
  }
  const isOpen = await openBrowser(url)
  note(isOpen ? 'Continue in your browser. If it didn’t open, go to:' : 'Couldn’t open a browser. Go to:')
  note(url)
}

/** Shows the page, waits for the user to finish there, and asks any questions. Rejects with an `OwnerError`. */
export async function signInWithPage(answering: Answering, page: SignInPage): Promise<void> {
  const stop = onInterrupt(() => cancelSignIn(answering.accountId))
  try {
    await show(page)
    await answerQuestions(answering, await awaitSignIn(answering.accountId))
  } finally {
    stop()
  }
}
