import type { SignInOutcome } from '../../core/ports.ts'
import { failureText } from '../../shared/failure-text.ts'

/** A page for the browser: the HTTP status, and what it says. */
export interface CallbackPage {
  readonly status: number
  readonly text: string
}

const waiting = 'Jira Token Tray is still waiting for you to finish signing in.'

/** What visits that are not the answer of the waiting sign-in get. */
export const strayPages = {
  otherPage: { status: 404, text: `Nothing to see here. ${waiting}` },
  stranger: {
    status: 403,
    text: 'Another user of this computer started this sign-in, so it can’t be completed here.',
  },
  otherSignIn: {
    status: 400,
    text: `This response doesn’t belong to the sign-in in progress; it may be a tab from an earlier one. It was ignored. ${waiting}`,
  },
  nothing: {
    status: 400,
    text: `This visit brought neither a code nor an error, so it was ignored. ${waiting}`,
  },
} satisfies Record<string, CallbackPage>

/** The page for an error that doesn't say which sign-in it belongs to. */
export function strayErrorPage(error: string): CallbackPage {
  return {
    status: 400,
    text: `The sign-in page reported an error, without saying which sign-in it belongs to: ${error}. ${waiting} You can try again, or cancel there.`,
  }
}

/** The page for the answer, once it is known how the sign-in went on. */
export function outcomePage(outcome: SignInOutcome): CallbackPage {
  if (outcome === 'signedIn')
    return { status: 200, text: 'You are signed in. You can close this tab and go back to Jira Token Tray.' }
  if (outcome === 'asked')
    return { status: 200, text: 'Almost done: go back to Jira Token Tray and answer its question.' }
  return { status: 400, text: `You are not signed in. ${failureText(outcome.code, outcome.detail)}` }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** The page as HTML. */
export function toHtml(text: string): string {
  const safe = text.replaceAll(/[&<>]/g, (character) => entities[character] ?? '')
  return `<!doctype html><meta charset="utf-8"><title>Jira Token Tray</title><p style="font:16px system-ui;margin:4rem">${safe}</p>`
}
