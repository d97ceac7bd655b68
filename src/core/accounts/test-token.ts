import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { Person } from '../../shared/snapshot.ts'
import type { Clock } from '../clock.ts'
import type { AccountApi } from '../ports.ts'

/**
 * Calls the API with the token. Returns the sites, the person, and how many milliseconds the call took. Rejects with an
 * `AppError` (`accessTokenRefused`, `offline`, …), but not if only the person can't be determined.
 */
export async function testToken(
  clock: Clock,
  api: AccountApi,
  account: AccountForm,
  accessToken: string,
): Promise<TestResult> {
  const startedMs = clock.now().monotonicMs
  const { sites, server } = await api.checkAccess(account, accessToken)
  const milliseconds = Math.round(clock.now().monotonicMs - startedMs)
  let person: Person | null = null
  let personError: TestResult['personError'] = null
  try {
    person = await api.person(account, accessToken, sites)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    personError = toErrorCode(error)
  }
  return { milliseconds, sites: [...sites], server, person, personError }
}
