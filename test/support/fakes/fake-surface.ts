import { AppError, type ErrorCode } from '../../../src/shared/error-codes.ts'
import type { SignInSurface } from '../../../src/core/ports.ts'

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
}

export function createFakeSurface(): FakeSurface {
  const pages: FakeSurface['pages'] = []
  let resolve: (redirectedTo: string) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  let adviseNow = (): void => undefined
  let doubtNow = (): void => undefined
  let unopenedNow = (): void => undefined
  return {
    pages,
    open: (_account, url, signal, { advise, doubt, unopened, show }) => {
      const page = { url, isOpen: true }
      pages.push(page)
      adviseNow = advise
      doubtNow = doubt
      unopenedNow = unopened
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
  }
}
