import { toCleanJson } from '../../shared/clean-text.ts'
import type { AccountStatus, Status } from '../../shared/local-api.ts'

/** What happened to an account, as far as two successive states show. */
type AccountEventKind = 'seen' | 'signedIn' | 'renewed' | 'changed' | 'removed'

export interface AccountEvent {
  readonly kind: AccountEventKind
  /** Its current state; for `removed`, its last state. */
  readonly account: AccountStatus
}

/** Transitional states; `noAccount` lasts until the keychain has answered. */
const transitional: readonly AccountStatus['state'][] = ['renewing', 'noAccount']

/** A change in any of these is worth a line. The summary is left out: it counts down. */
const essence = ({ state, problem, signIn, stored, autoRenewalEnabled, name }: AccountStatus) =>
  JSON.stringify([state, problem?.code, signIn === null, stored, autoRenewalEnabled, name])

interface Memory {
  /** The last state that was not transitional. */
  readonly stable: AccountStatus
  /** A renewal has started since. */
  readonly tried: boolean
}

function toEvent(before: Memory | undefined, account: AccountStatus): AccountEvent | null {
  if (before === undefined) return { kind: 'seen', account }
  const { stable, tried } = before
  if (account.hasAccessToken && account.expiresAt !== stable.expiresAt)
    return { kind: stable.hasAccessToken ? 'renewed' : 'signedIn', account }
  const failedAgain = tried && account.state === 'retrying'
  return failedAgain || essence(stable) !== essence(account) ? { kind: 'changed', account } : null
}

/** Turns each state into the events since the state before. */
export function createAccountEvents(): (status: Status) => readonly AccountEvent[] {
  const memories = new Map<string, Memory>()
  return ({ accounts }) => {
    const events: AccountEvent[] = []
    for (const account of accounts) {
      const before = memories.get(account.id)
      if (transitional.includes(account.state)) {
        if (before !== undefined) memories.set(account.id, { ...before, tried: true })
        continue
      }
      const event = toEvent(before, account)
      if (event !== null) events.push(event)
      memories.set(account.id, { stable: account, tried: false })
    }
    for (const [id, { stable }] of memories) {
      if (accounts.some((account) => account.id === id)) continue
      memories.delete(id)
      events.push({ kind: 'removed', account: stable })
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
  const failure = account.problem ?? account.retry
  const problem = failure === null ? '' : ` (${failure.message})`
  return `${time} ${account.name} ${words[kind]}${kind === 'removed' ? '' : account.summary + problem}`
}

/** An event as a line of JSON. */
export function eventJson({ kind, account }: AccountEvent, at: Date): string {
  return toCleanJson({ at: at.toISOString(), event: kind, account })
}
