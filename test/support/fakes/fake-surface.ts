import { AppError } from '../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'
import type { SignInOutcome, SignInSurface } from '../../../src/core/ports.ts'

/** A sign-in page where the test plays the user. */
export interface FakeSurface extends SignInSurface {
  /** Every page opened, in order. */
  readonly pages: { readonly url: string; isOpen: boolean }[]
  /** The user completed login and consent. */
  redirect(to?: string): void
  fail(code: ErrorCode): void
  /** The page moved on to something that embedded windows can't do. */
  advise(): void
  /** Someone else may have followed the redirect. */
  doubt(): void
  /** The page could not be opened. */
  unopened(): void
  /** An error came back that names no sign-in. */
  strayError(error: string): void
  /** How the sign-in went on after the last page's answer. */
  outcome(): Promise<SignInOutcome>
}

export function createFakeSurface(): FakeSurface {
  const pages: FakeSurface['pages'] = []
  let resolve: (redirectedTo: string) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  let adviseNow = (): void => undefined
  let doubtNow = (): void => undefined
  let unopenedNow = (): void => undefined
  let strayErrorNow: (error: string) => void = () => undefined
  let outcomeNow: Promise<SignInOutcome> | null = null
  return {
    pages,
    open: (_account, url, signal, { advise, doubt, unopened, strayError, outcome, show }) => {
      const page = { url, isOpen: true }
      pages.push(page)
      adviseNow = advise
      doubtNow = doubt
      unopenedNow = unopened
      strayErrorNow = strayError
      outcomeNow = outcome
      show?.(url)
      return new Promise<string>((done, failed) => {
        resolve = done
        reject = failed
        signal.addEventListener('abort', () => {
          page.isOpen = false
          failed(signal.reason)
        })
      })
    },
    redirect: (to = 'http://localhost:8080/callback?code=1') => resolve(to),
    fail: (code) => reject(new AppError(code)),
    advise: () => adviseNow(),
    doubt: () => doubtNow(),
    unopened: () => unopenedNow(),
    strayError: (error) => strayErrorNow(error),
    outcome: () => outcomeNow ?? Promise.reject(new Error('no page was opened')),
  }
}
