import { describe, expect, it } from 'vitest'
import { createIssuedTokens } from '../../../../src/core/accounts/issued-tokens.ts'
import { AppError } from '../../../../src/shared/error-codes.ts'
import { systemEntropy } from '../../../../src/adapters/system/system-entropy.ts'
import type { IssuedToken } from '../../../../src/core/token/account-token-types.ts'
import { createFakeClock } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** Accounts whose renewals return `token-2`, `token-3`, …, each one on command. */
function setUp() {
  const clock = createFakeClock()
  let number = 1
  let obtainedAtMs = clock.now().wallMs - 10 * 60_000
  let renewals = 0
  let fails = false
  let inTheAir: Promise<IssuedToken> | null = null
  const asked: (number | undefined)[] = []
  const held = (): IssuedToken => ({
    accessToken: `token-${number}`,
    expiresAtMs: obtainedAtMs + 3_600_000,
    leftSec: 3600,
    lifetimeSec: 3600,
    scopes: [],
  })
  const renewNow = async () => {
    renewals += 1
    await Promise.resolve()
    inTheAir = null
    if (fails) {
      fails = false
      throw new AppError('offline')
    }
    number += 1
    obtainedAtMs = clock.now().wallMs
    return held()
  }
  const issuedTokens = createIssuedTokens({
    accounts: {
      ask: async (_id, minValidSec) => {
        asked.push(minValidSec)
        return held()
      },
      renew: () => (inTheAir ??= renewNow()),
    },
    clock,
    entropy: systemEntropy,
    obtainedAtMs: () => obtainedAtMs,
  })
  const failNext = () => {
    fails = true
  }
  return { clock, issuedTokens, asked, renewals: () => renewals, failNext }
}

describe('issuing tokens', () => {
  it('gives each token a stable ID that reveals nothing about it', async () => {
    const { issuedTokens } = setUp()
    const { tokenId, accessToken } = await issuedTokens.token('a')
    expect((await issuedTokens.token('a')).tokenId).toBe(tokenId)
    expect(tokenId).toMatch(/^[\w-]{16}$/)
    expect(accessToken).not.toContain(tokenId)
    expect((await issuedTokens.renew('a', null)).tokenId).not.toBe(tokenId)
  })

  it('passes on the requested validity, or leaves it to the account token', async () => {
    const { issuedTokens, asked } = setUp()
    await issuedTokens.token('a', 90)
    await issuedTokens.token('a')
    expect(asked).toEqual([90, undefined])
  })

  it('renews once for ten clients whose token was refused, however late they report it', async () => {
    const { issuedTokens, renewals } = setUp()
    const { tokenId } = await issuedTokens.token('a')
    const together = await Promise.all(Array.from({ length: 9 }, () => issuedTokens.renew('a', tokenId)))
    const late = await issuedTokens.renew('a', tokenId)
    expect(new Set([...together, late].map(({ accessToken }) => accessToken))).toEqual(new Set(['token-2']))
    expect(renewals()).toBe(1)
  })

  it('returns the current token if the refused one is not the current one', async () => {
    const { issuedTokens, renewals } = setUp()
    expect((await issuedTokens.renew('a', 'some-older-token')).accessToken).toBe('token-1')
    expect(renewals()).toBe(0)
  })

  it('fails instead of renewing when a token is refused within a minute of its renewal', async () => {
    const { clock, issuedTokens, renewals } = setUp()
    const { tokenId } = await issuedTokens.renew('a', null)
    expect(await rejection(issuedTokens.renew('a', tokenId))).toBe('tokenRefused')
    await clock.advance(59_999)
    expect(await rejection(issuedTokens.renew('a', tokenId))).toBe('tokenRefused')
    expect(renewals()).toBe(1)
    await clock.advance(1)
    expect((await issuedTokens.renew('a', tokenId)).accessToken).toBe('token-3')
  })

  it('renews a refused token whose age is not known, because the clock was set back', async () => {
    const { clock, issuedTokens } = setUp()
    const { tokenId } = await issuedTokens.renew('a', null)
    clock.setWall(-1)
    expect((await issuedTokens.renew('a', tokenId)).accessToken).toBe('token-3')
  })

  it('can renew again after a renewal for a refused token has failed', async () => {
    const { clock, issuedTokens, failNext } = setUp()
    const { tokenId } = await issuedTokens.token('a')
    failNext()
    expect(await rejection(issuedTokens.renew('a', tokenId))).toBe('offline')
    await clock.advance(1)
    expect((await issuedTokens.renew('a', tokenId)).accessToken).toBe('token-2')
  })

  it('renews whatever the token’s age if no refused token is named', async () => {
    const { issuedTokens, renewals } = setUp()
    await issuedTokens.renew('a', null)
    await issuedTokens.renew('a', null)
    expect(renewals()).toBe(2)
  })
})
