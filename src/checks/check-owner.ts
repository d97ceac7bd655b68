import { failed, ok, warning } from '../shared/finding.ts'
import { findAddress, type ApiRequest } from '../client/ask-owner.ts'
import { OwnerError } from '../client/owner-error.ts'
import type { CheckAnswer, Finding, Status } from '../shared/local-api.ts'

/** A stopped owner takes connections and never answers. */
const statusTimeoutMs = 10_000

/** An account's token may be renewed, and three requests made. */
const checkTimeoutMs = 45_000

const subject = { name: 'owner', account: null }

const remedies: Partial<Record<OwnerError['code'], string>> = {
  ownerMissing: 'Start Jira Token Tray, or see what jira-token agent says.',
  ownerBusy: 'End it (quit the app, or jira-token agent stop), then start it again.',
  ownerSilent: 'It hangs: end the process, then start it again.',
  ownerUntrusted: 'See what is said about the data folder.',
  unknownPath: 'It is older than jira-token: update it, and start it again.',
}

/** A socket that the user names has nothing to do with the data folder, and no owner is started for it. */
const socketRemedy =
  'Correct JIRA_TOKEN_SOCKET, or unset it: then the owner of the data folder is asked, and started if need be.'

function remedyFor(error: unknown): string {
  if (!(error instanceof OwnerError)) return 'This should not happen: please report it.'
  const isAboutSocket = error.code === 'ownerUntrusted' || error.code === 'ownerMissing'
  if (isAboutSocket && (process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '') return socketRemedy
  return remedies[error.code] ?? 'End it, then start it again.'
}

const problem = (error: unknown): Finding =>
  failed(subject, error instanceof Error ? error.message : String(error), remedyFor(error))

/** What the owner says about itself and about what only it can see; null where it says nothing. */
export interface OwnerReport {
  readonly status: Status | null
  readonly check: CheckAnswer | null
  readonly findings: readonly Finding[]
}

/** Asks the owner, who is started if there is none. Never rejects. */
export async function checkOwner(ask: <T>(apiRequest: ApiRequest) => Promise<T>): Promise<OwnerReport> {
  if (process.platform === 'win32') {
    const finding = failed(subject, 'On Windows programs can’t ask the app yet.', 'Use its window.')
    return { status: null, check: null, findings: [finding] }
  }
  let status: Status
  try {
    status = await ask<Status>({ method: 'GET', target: '/v1/status', timeoutMs: statusTimeoutMs })
  } catch (error) {
    const unknown = 'not looked at: only the owner can'
    const keychain = warning(
      { name: 'keychain', account: null },
      unknown,
      'See what is said about the owner.',
    )
    return { status: null, check: null, findings: [problem(error), keychain] }
  }
  const { kind, pid } = status.owner
  const who = `${kind === 'app' ? 'the app' : 'an agent'}, process ${pid}, at ${findAddress(process.env)?.socketPath ?? '?'}`
  const found = ok(subject, who)
  try {
    const check = await ask<CheckAnswer>({ method: 'POST', target: '/v1/check', timeoutMs: checkTimeoutMs })
    const none = warning(
      { name: 'accounts', account: null },
      'none yet',
      'Add one in the app, or: jira-token accounts add',
    )
    const accounts = status.accounts.length === 0 ? [none] : []
    return { status, check, findings: [found, ...check.findings, ...accounts] }
  } catch (error) {
    return { status, check: null, findings: [found, problem(error)] }
  }
}
