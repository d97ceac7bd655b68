import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../../local-atlassian/faults.ts'
import { until } from '../../../scripts/harness/until.ts'
import { startFaultSession, type FaultSession } from './fault-session.ts'

const odd: readonly (readonly [
  what: string,
  fault: Fault,
  lifetimeSec: number,
  keepsRefreshToken: boolean,
])[] = [
  ['token_type is missing', { kind: 'missing', fields: ['token_type'] }, 3600, false],
  ['token_type is a number', { kind: 'wrongType', fields: { token_type: 7 } }, 3600, false],
  ['expires_in is missing', { kind: 'missing', fields: ['expires_in'] }, 3600, false],
  ['expires_in is text', { kind: 'wrongType', fields: { expires_in: '1800' } }, 1800, false],
  // falls back to the last known lifetime
  ['expires_in is an object', { kind: 'wrongType', fields: { expires_in: {} } }, 1800, false],
  ['refresh_token is missing', { kind: 'missing', fields: ['refresh_token'] }, 3600, true],
  [
    'refresh_token and scope are null',
    { kind: 'wrongType', fields: { refresh_token: null, scope: null } },
    3600,
    true,
  ],
]

describe('a good answer', () => {
  let session: FaultSession

  beforeAll(async () => {
    session = await startFaultSession(['work'], { leftSec: null })
    await session.launch()
  })
  afterAll(() => session.close())

  it.each(odd)('is kept even though %s', async (_what, fault, lifetimeSec, keepsRefreshToken) => {
    const { atlassian } = session.account('work')
    const before = (await session.storedPair('work'))!
    atlassian.resetCounts()
    atlassian.setFault({ ...fault, times: 1 })
    await session.panel.click('Renew now')
    const after = await until(
      'the keychain holds another token',
      () => session.storedPair('work'),
      (pair) => pair?.accessToken !== before.accessToken,
    )
    // the odd answer itself was kept: there was no second request
    expect(atlassian.counts()).toMatchObject({ faultsApplied: 1, refreshGrants: { asked: 1, honoured: 1 } })
    expect(await atlassian.introspect(after!.accessToken)).toMatchObject({ active: true, newest: true })
    expect(await atlassian.introspect(after!.refreshToken!)).toMatchObject({ active: true, kind: 'refresh' })
    expect(after!.refreshToken === before.refreshToken).toBe(keepsRefreshToken)
    expect(after!.lifetimeSec).toBe(lifetimeSec)
    expect(after!.expiresAtMs - after!.obtainedAtMs).toBe(lifetimeSec * 1000)
    expect(after!.scopes.toSorted()).toEqual(before.scopes.toSorted())
    await until(
      'the tray shows no problem',
      () => session.trayText('work'),
      (text) => /min left, renews at/.test(text),
    )
    expect(await session.copiedToken('work')).toBe(after!.accessToken)
  })
})
