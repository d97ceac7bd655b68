import { OwnerError } from '../../client/owner-error.ts'
import type { RouteAnswer } from '../../shared/local-api.ts'
import { ask } from '../connection.ts'

const stateText =
  'That URL belongs to another sign-in (its state does not match). Give that of the page you have just gone through; the sign-in still waits.'

/** After these the sign-in still waits. */
const pasteErrors: readonly string[] = ['wrongState', 'invalidInput', 'badRequest']

/** Whether only what was pasted is wrong. */
export function isWrongPaste(error: unknown): error is OwnerError {
  return error instanceof OwnerError && pasteErrors.includes(error.code)
}

/**
 * Ends a manual sign-in with the URL redirected to, or the code in it; of any account when none is named. Rejects with an
 * `OwnerError`.
 */
export async function finishSignIn(
  redirectedTo: string,
  account: string | null,
): Promise<RouteAnswer<'finishSignIn'>> {
  const body = account === null ? { redirectedTo } : { redirectedTo, account }
  try {
    return await ask({ method: 'POST', target: '/v1/sign-in/finish', body })
  } catch (error) {
    if (isWrongPaste(error) && error.code === 'wrongState') throw new OwnerError('wrongState', stateText)
    throw error
  }
}
