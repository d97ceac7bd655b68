import { OwnerError } from '../../client/owner-error.ts'
import type { RouteAnswer } from '../../shared/local-api.ts'
import { ask } from '../connection.ts'

const stateText =
  'This URL belongs to a different sign-in (its state does not match). Paste the URL from the sign-in you just completed. Your sign-in is still waiting.'

/** After these errors the sign-in is still waiting. */
const pasteErrors: readonly string[] = ['wrongState', 'invalidInput', 'badRequest']

/** Whether the user only pasted the wrong text. */
export function isWrongPaste(error: unknown): error is OwnerError {
  return error instanceof OwnerError && pasteErrors.includes(error.code)
}

/**
 * Finishes a manual sign-in with the URL that the browser was redirected to, or the code in it; of any account when none
 * is named. Rejects with an `OwnerError`.
 */
export async function finishSignIn(
  redirectedTo: string,
  account: string | null,
): Promise<RouteAnswer<'finishSignIn'>> {
  try {
    return await ask('finishSignIn', { redirectedTo, account: account ?? undefined })
  } catch (error) {
    if (isWrongPaste(error) && error.code === 'wrongState') throw new OwnerError('wrongState', stateText)
    throw error
  }
}
