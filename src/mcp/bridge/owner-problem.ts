import { OwnerError } from '../../client/owner-error.ts'
import { findErrorRow } from '../../shared/error-table.ts'
import { BridgeError } from './bridge-error.ts'

/** Why there is no token, for the client's user. Errors other than `OwnerError` are returned unchanged. */
export function ownerProblem(error: unknown): unknown {
  if (!(error instanceof OwnerError)) return error
  const { code, message } = error
  const solvedBy = code === 'ownerBusy' ? 'waiting' : findErrorRow(code)?.solvedBy
  if (solvedBy !== 'signIn')
    return new BridgeError(code, message, { retry: solvedBy === 'waiting' ? 'safe' : 'never' })
  return new BridgeError(
    code,
    `${message} Open Jira Token Tray or run jira-token sign-in, then try again. You don’t need to restart.`,
  )
}
