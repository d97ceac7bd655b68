import type { AccountRecord, AttemptMark } from '../../../src/core/ports.ts'
import { createAccountToken } from '../../../src/core/token/account-token.ts'
import type {
  AccountTokenEvent,
  AccountTokenFacts,
  AccountToken,
} from '../../../src/core/token/account-token-types.ts'
import { toTokenSet, type AccountSecret, type TokenSet } from '../../../src/core/token/token-set.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { createFakeClock } from './fake-clock.ts'
import { createFakeEntropy } from './fake-entropy.ts'
import { createFakeOAuth } from './fake-oauth.ts'
import { createFakeSecretStore } from './fake-secret-store.ts'
import { createMortal } from './mortal.ts'
import { silentLog } from './silent-log.ts'
import { createTokenIssuer } from './token-issuer.ts'

export const minuteMs = 60_000

export interface AccountTokenHarnessOptions {
  readonly lifetimeSec?: number
  readonly record?: Partial<AccountRecord>
  /** Records can't be written to disk. */
  readonly diskFull?: boolean
  /** The token set in the keychain; null for none. By default, one from a sign-in just now. */
  readonly stored?: ((fresh: TokenSet) => TokenSet) | null
}

/** One account token with everything around it faked: virtual time, a provider, and a keychain. */
export function createAccountTokenHarness({
  lifetimeSec = 3600,
  record = {},
  diskFull = false,
  stored = (x) => x,
}: AccountTokenHarnessOptions = {}) {
  const clock = createFakeClock()
  const entropy = createFakeEntropy()
  const secrets = createFakeSecretStore()
  const issuer = createTokenIssuer({ nowMs: () => clock.now().wallMs, lifetimeSec })
  const oauth = createFakeOAuth(issuer)
  const events: AccountTokenEvent[] = []
  const reports: AccountTokenFacts[] = []
  const marks: (AttemptMark | null)[] = []
  let account = accountRecord({ hasClientSecret: true, hasToken: stored !== null, ...record })
  let bufferMinutes = 5

  const freshSecret = (): AccountSecret & { tokenSet: TokenSet } => ({
    clientSecret: 'client-secret',
    tokenSet: toTokenSet(issuer.signIn(), clock.now().wallMs, null, account.scopes),
  })
  let firstSet: TokenSet | null = null
  if (stored !== null) {
    const fresh = freshSecret()
    firstSet = stored(fresh.tokenSet)
    secrets.items.set('work', { ...fresh, tokenSet: firstSet })
  }

  let process = createMortal()

  /** An account token in a new process, with what the previous ones left in the keychain and records. */
  const makeAccountToken = (): AccountToken => {
    const mine = createMortal()
    process = mine
    return createAccountToken({
      clock: mine.clock(clock),
      secrets: mine.secrets(secrets),
      oauth: mine.oauth(oauth),
      entropy,
      log: silentLog,
      account: () => account,
      bufferMinutes: () => account.bufferMinutes ?? bufferMinutes,
      markAttempt: mine.act((attempt) => {
        if (diskFull && attempt !== null) throw new Error('ENOSPC')
        marks.push(attempt)
        account = { ...account, attempt }
      }),
      stored: mine.act((what) => {
        account = { ...account, ...what }
      }),
      report: mine.act((facts) => {
        reports.push(facts)
      }),
      happened: mine.act((event) => {
        events.push(event)
      }),
    })
  }

  return {
    clock,
    entropy,
    secrets,
    issuer,
    oauth,
    events,
    reports,
    /** The marks of attempts that were written to disk. */
    marks,
    freshSecret,
    makeAccountToken,
    accountToken: makeAccountToken(),
    /** The token set in the keychain at the start. */
    firstSet,
    account: () => account,
    setAccount: (change: Partial<AccountRecord>) => {
      account = { ...account, ...change }
    },
    setDefaultBuffer: (minutes: number) => {
      bufferMinutes = minutes
    },
    /** Like kill -9 for the most recent process. */
    kill: () => process.kill(),
    facts: () => reports.at(-1)!,
    storedPair: () => secrets.items.get('work')?.tokenSet ?? null,
    eventKinds: () => events.map((event) => (event.kind === 'failed' ? event.code : event.kind)),
  }
}

export type AccountTokenHarness = ReturnType<typeof createAccountTokenHarness>
