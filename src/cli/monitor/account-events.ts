import type { AccountStatus, Status } from '../../shared/local-api.ts'

/** What happened to an account, as far as a viewer can tell from two states. */
type AccountEventKind = 'seen' | 'signedIn' | 'renewed' | 'changed' | 'removed'

export interface AccountEvent {
  readonly kind: AccountEventKind
  /** As it is now; for `removed`: as it was. */
  readonly account: AccountStatus
}

/** States on the way to another one: `noAccount` is the time until the keychain has answered. */
const passing: readonly AccountStatus['state'][] = ['renewing', 'noAccount']

/** What must differ for a change to be worth a line; the words count down, so they are not compared. */
const essence = ({ state, problem, signIn, stored, autoRenewalEnabled, name }: AccountStatus) =>
  JSON.stringify([state, problem?.code, signIn === null, stored, autoRenewalEnabled, name])

interface Memory {
  /** The last state that was not a passing one. */
  readonly settled: AccountStatus
  /** A renewal has begun since. */
  readonly tried: boolean
}

function toEvent(before: Memory | undefined, account: AccountStatus): AccountEvent | null {
  if (before === undefined) return { kind: 'seen', account }
  const { settled, tried } = before
  if (account.hasAccessToken && account.expiresAt !== settled.expiresAt)
    return { kind: settled.hasAccessToken ? 'renewed' : 'signedIn', account }
  const failedAgain = tried && account.state === 'retrying'
  return failedAgain || essence(settled) !== essence(account) ? { kind: 'changed', account } : null
}

/** Tells, state by state, what happened to the accounts since the one before. */
export function createAccountEvents(): (status: Status) => readonly AccountEvent[] {
  const memories = new Map<string, Memory>()
  return ({ accounts }) => {
    const events: AccountEvent[] = []
    for (const account of accounts) {
      const before = memories.get(account.id)
      if (passing.includes(account.state)) {
        if (before !== undefined) memories.set(account.id, { ...before, tried: true })
        continue
      }
      const event = toEvent(before, account)
      if (event !== null) events.push(event)
      memories.set(account.id, { settled: account, tried: false })
    }
    for (const [id, { settled }] of memories) {
      if (accounts.some((account) => account.id === id)) continue
      memories.delete(id)
      events.push({ kind: 'removed', account: settled })
    }
    return events
  }
}

const words: Record<AccountEventKind, string> = {
  seen: '',
  signedIn: 'signed in, ',
  renewed: 'renewed, ',
  changed: '',
  removed: 'removed',
}

const twoDigits = (value: number) => String(value).padStart(2, '0')

/** An event as a line: `12:31:05 work renewed, 59 min left, renews at 13:25`. */
export function eventLine({ kind, account }: AccountEvent, at: Date): string {
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')
  const problem = account.problem === null ? '' : ` (${account.problem.message})`
  return `${time} ${account.name} ${words[kind]}${kind === 'removed' ? '' : account.summary + problem}`
}

/** An event as a line of JSON. */
export function eventJson({ kind, account }: AccountEvent, at: Date): string {
  return JSON.stringify({ at: at.toISOString(), event: kind, account })
}
