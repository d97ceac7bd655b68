import { spawn } from 'node:child_process'
import { onInterrupt } from '../terminal/on-interrupt.ts'
import { note, print } from '../terminal/print.ts'
import { awaitSignIn, cancelSignIn, answerQuestions, type Answering } from './answer-questions.ts'

/** The program that opens a page, and its arguments. `BROWSER` as in xdg-open: programs between colons, `%s` for the page. */
export function browserCommand(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  url: string,
): readonly string[] {
  const [requested = ''] = (environment['BROWSER'] ?? '').split(platform === 'win32' ? ';' : ':')
  const words = requested.split(/\s+/).filter((word) => word !== '')
  if (words.length > 0) {
    const filled = words.map((word) => word.replaceAll('%s', () => url))
    return words.some((word) => word.includes('%s')) ? filled : [...filled, url]
  }
  if (platform === 'darwin') return ['open', url]
  // `start` is a shell command, and the shell would interpret the & in the URL
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return ['xdg-open', url]
}

/** Opens a page in the user's browser. Resolves with whether the browser was started. */
function openBrowser(url: string): Promise<boolean> {
  const [program = '', ...args] = browserCommand(process.env, process.platform, url)
  return new Promise((resolve) => {
    const browser = spawn(program, args, { detached: true, stdio: 'ignore' })
    browser.once('spawn', () => {
      browser.unref()
      resolve(true)
    })
    browser.once('error', () => resolve(false))
  })
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
