import { AppError } from '../../shared/error-codes.ts'
import type { KeytarCall } from './keytar.ts'
import { SilentKeychain } from './with-timeout.ts'

export interface QuestionDeps {
  /** The bus name of the keyring daemon, even if it is stuck; null if there is none, undefined if the bus is too slow. */
  nameDaemon(): Promise<string | null | undefined>
  /** The bus name of the keyring daemon if it answers; null if there is none, or it is stuck. */
  findDaemon(): Promise<string | null>
  /** Called when a call has no chance to end: the daemon is gone or stuck. */
  giveUp(): void
  /** Called when a call has ended that took longer than the timeout. */
  answered(): void
}

interface Question {
  readonly key: string
  readonly daemon: string
  /** null while the user has not answered. */
  outcome: Promise<unknown> | null
}

/**
 * Makes one call at a time, and no other while the daemon waits for the user: KeePassXC would ask once more for each. A
 * daemon that answers questions about itself, but not a call, is asking the user. Until that call has ended, all calls
 * reject with `keychainAsking`; then, the same call gets its result. Calls that waited behind one that hung fail with it.
 *
 * When the daemon ends in the middle of a call, libsecret 0.21 may never return: a daemon that started since doesn't know
 * of that call, so it is not asking anything.
 */
export function awaitQuestions(call: KeytarCall, deps: QuestionDeps): KeytarCall {
  let question: Question | null = null
  let last: Promise<unknown> = Promise.resolve()
  let calls = 0
  /** The last call that hung without a daemon that answers, and the number of the last call that was waiting then. */
  let hang: { readonly error: SilentKeychain; readonly lastWaiting: number } | null = null

  const startCall = async (number: number, ...[method, args]: Parameters<KeytarCall>): Promise<unknown> => {
    if (hang !== null && number <= hang.lastWaiting) throw hang.error
    const key = JSON.stringify([method, ...args])
    if (question !== null) {
      const { outcome, daemon } = question
      if (outcome === null && (await deps.findDaemon()) === daemon) throw new AppError('keychainAsking')
      if (outcome === null) deps.giveUp()
      const isSame = question.key === key
      question = null
      if (outcome !== null && isSame) return outcome
    }
    const called = await deps.nameDaemon()
    try {
      return await call(method, args)
    } catch (error) {
      if (!(error instanceof SilentKeychain)) throw error
      const daemon = await deps.findDaemon()
      // the call itself may have started a daemon; if nobody knows who got it, asking again beats waiting forever
      const hasEnded = called !== null && called !== daemon
      if (daemon === null || hasEnded) {
        deps.giveUp()
        hang = { error, lastWaiting: calls }
        throw error
      }
      const mine: Question = { key, daemon, outcome: null }
      question = mine
      const end = (): void => {
        mine.outcome = error.work
        if (question === mine) deps.answered()
      }
      error.work.then(end, end)
      throw new AppError('keychainAsking')
    }
  }

  return (method, args) => {
    const number = (calls += 1)
    const turn = last.then(() => startCall(number, method, args))
    last = turn.catch(() => undefined)
    return turn
  }
}
