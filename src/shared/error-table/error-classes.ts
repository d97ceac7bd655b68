import type { exitCodes } from '../exit-codes.ts'

/** What the user reads: what happened, and what to do about it. */
export interface ErrorText {
  /** What happened and what it means, in one or two sentences. */
  readonly what: string
  /** What to do; empty when the user can only wait. */
  readonly todo: string
}

interface ErrorClass {
  /** The HTTP status of the local API. */
  readonly status: number
  readonly exit: keyof typeof exitCodes
  readonly solvedBy: 'waiting' | 'signIn' | 'otherSurface' | 'user'
}

/** All there is to say about an error code. */
export interface ErrorRow extends ErrorText, ErrorClass {
  /** A few words, for use inside a line. */
  readonly short: string
  /** What to do with the detail of an error: add our own words to the text, quote the server's, or leave it out. */
  readonly detail: 'added' | 'quoted' | 'omitted'
}

/** Makes the rows of a class, which may differ from it. */
const errorClass =
  (columns: ErrorClass) =>
  (row: ErrorText & Partial<ErrorRow>): ErrorRow => ({
    short: 'problem',
    detail: 'omitted',
    ...columns,
    ...row,
  })

/** The server can't be reached, or not right now. */
export const unreachable = errorClass({ status: 502, exit: 'providerUnreachable', solvedBy: 'waiting' })

/** The connection to the server is not safe, or not allowed. */
export const untrusted = errorClass({ status: 502, exit: 'providerUnreachable', solvedBy: 'user' })

/** Something here was interrupted. */
export const passing = errorClass({ status: 503, exit: 'failed', solvedBy: 'waiting' })

/** The server is not one to sign in to. */
export const unsuitable = errorClass({ status: 502, exit: 'failed', solvedBy: 'user' })

/** The account has no token, and can't get one without the user. */
export const signInNeeded = errorClass({ status: 409, exit: 'signInNeeded', solvedBy: 'signIn' })

/** The browser can't bring back an answer. A sign-in in the window or by hand avoids these. */
export const callback = errorClass({ status: 409, exit: 'failed', solvedBy: 'otherSurface' })

/** The keychain doesn't work. */
export const keychain = errorClass({ status: 503, exit: 'noKeychain', solvedBy: 'user' })

/** What was asked for makes no sense. */
export const wrongRequest = errorClass({ status: 400, exit: 'failed', solvedBy: 'user' })

/** It is not possible in the state of the account, the server, or this computer. */
export const refused = errorClass({ status: 409, exit: 'failed', solvedBy: 'user' })
