import { failed, ok, warning } from '../shared/finding.ts'
import { findAddress, type Ask } from '../client/ask-owner.ts'
import { OwnerError } from '../client/owner-error.ts'
import type { CheckAnswer, Finding, Status } from '../shared/local-api.ts'

/** A suspended owner accepts connections but never answers. */
const statusTimeoutMs = 10_000

/** Time for a renewal and three requests. */
const checkTimeoutMs = 45_000

const subject = { name: 'owner', account: null }

const remedies: Partial<Record<OwnerError['code'], string>> = {
  ownerMissing: 'Start Jira Token Tray, or run jira-token agent to see why it doesn’t start.',
  ownerBusy: 'Restart it: quit the app or run jira-token agent stop, then start it again.',
  ownerSilent: 'It hangs. End the process, then start it again.',
  ownerUntrusted: 'See the data folder check.',
  unknownPath: 'It is older than jira-token. Update it and start it again.',
}

/** A socket that the user named is independent of the data folder, and no owner is started for it. */
const socketRemedy =
  'Correct or unset JIRA_TOKEN_SOCKET. Without it, the app or background agent is found (or started) automatically.'

function remedyFor(error: unknown): string {
  if (!(error instanceof OwnerError)) return 'This is a bug. Please report it.'
  const isAboutSocket = error.code === 'ownerUntrusted' || error.code === 'ownerMissing'
  if (isAboutSocket && (process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '') return socketRemedy
  return remedies[error.code] ?? 'Quit it and start it again.'
}

const problem = (error: unknown): Finding =>
  failed(subject, error instanceof Error ? error.message : String(error), remedyFor(error))

/** What the owner says about itself, and what only it can check; null when it doesn't answer. */
export interface OwnerReport {
  readonly status: Status | null
  readonly check: CheckAnswer | null
  readonly findings: readonly Finding[]
}

/**
 * Asks the owner, and starts one if none is running. Never rejects.
 *
 * @param addHint what to do without an account
 */
export async function checkOwner(ask: Ask, addHint: string): Promise<OwnerReport> {
  let status: Status
  try {
    status = await ask('status', {}, { timeoutMs: statusTimeoutMs })
  } catch (error) {
    const keychain = warning(
      { name: 'keychain', account: null },
      'not checked (only the app or background agent can)',
      'See the owner check.',
    )
    return { status: null, check: null, findings: [problem(error), keychain] }
  }
  const { kind, pid } = status.owner
  const who = `${kind === 'app' ? 'app' : 'background agent'} (pid ${pid}) at ${findAddress(process.env)?.socketPath ?? '?'}`
  const found = ok(subject, who)
  try {
    const check = await ask('check', {}, { timeoutMs: checkTimeoutMs })
    const none = warning({ name: 'accounts', account: null }, 'none yet', addHint)
    const accounts = status.accounts.length === 0 ? [none] : []
    return { status, check, findings: [found, ...check.findings, ...accounts] }
  } catch (error) {
    return { status, check: null, findings: [found, problem(error)] }
  }
}
