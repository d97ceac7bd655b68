import { onTestFinished, describe, expect, it } from 'vitest'
import { BridgeError } from '../../../../src/mcp/bridge/bridge-error.ts'
import { startRecovery } from '../../../../src/mcp/bridge/recovery.ts'

const patientMs = 60_000

/** A recovery whose tries the test ends, one after the other. */
function startTries() {
  const tries: { succeed(): void; fail(why: string): void }[] = []
  let begun: () => void = () => undefined
  const attempt = () =>
    new Promise<void>((resolve, reject) => {
      tries.push({ succeed: resolve, fail: (why) => reject(new BridgeError('signInNeeded', why)) })
      begun()
    })
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const recovery = startRecovery({
    first: attempt(),
    again: attempt,
    problem: new BridgeError('timedOut', 'slow'),
    signal: end.signal,
    onDone: () => undefined,
  })
  const untilTry = async (number: number) => {
    while (tries.length < number) await new Promise<void>((resolve) => (begun = resolve))
    return tries[number - 1]!
  }
  return { recovery, untilTry, count: () => tries.length }
}

describe('asked to try now', () => {
  it('tries at once after a failure', async () => {
    const { recovery, untilTry } = startTries()
    const first = await untilTry(1)
    first.fail('sign in')
    const now = recovery.tryNow(patientMs)
    const second = await untilTry(2)
    second.succeed()
    expect(await now).toBe(true)
  })

  it('doesn’t take the failure of an earlier try for the answer: the user may have signed in since', async () => {
    const { recovery, untilTry } = startTries()
    const first = await untilTry(1)
    const now = recovery.tryNow(patientMs)
    first.fail('sign in')
    const second = await untilTry(2)
    second.succeed()
    expect(await now).toBe(true)
  })

  it('says why it does not work after a try of its own', async () => {
    const { recovery, untilTry, count } = startTries()
    const first = await untilTry(1)
    const both = Promise.all([recovery.tryNow(patientMs), recovery.tryNow(patientMs)])
    first.fail('old')
    const second = await untilTry(2)
    second.fail('new')
    expect(await both).toEqual([false, false])
    expect(recovery.problem.message).toBe('new')
    expect(count()).toBe(2)
  })

  it('waits no longer than asked to', async () => {
    const { recovery, untilTry } = startTries()
    await untilTry(1)
    expect(await recovery.tryNow(1)).toBe(false)
    expect(recovery.problem.message).toBe('slow')
  })
})
