import { describe, expect, it } from 'vitest'
import { createHandOuts } from '../../../../src/core/accounts/issued-tokens.ts'
import { systemEntropy } from '../../../../src/adapters/system/system-entropy.ts'
import type { HandOut } from '../../../../src/core/token/account-token-types.ts'
import { createFakeClock } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

/** Accounts whose renewals give `token-2`, `token-3`, …, each when it is let through. */
function setUp() {
  const clock = createFakeClock()
  let number = 1
  let obtainedAtMs = clock.now().wallMs - 10 * 60_000
  let renewals = 0
  let inTheAir: Promise<HandOut> | null = null
  const asked: (number | undefined)[] = []
  const held = (): HandOut => ({
    accessToken: `token-${number}`,
    expiresAtMs: obtainedAtMs + 3_600_000,
    leftSec: 3600,
    lifetimeSec: 3600,
    scopes: [],
  })
  const renewNow = async () => {
    renewals += 1
    await Promise.resolve()
    number += 1
    obtainedAtMs = clock.now().wallMs
    inTheAir = null
    return held()
  }
  const handOuts = createHandOuts({
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
  return { clock, handOuts, asked, renewals: () => renewals }
}

describe('handing out tokens', () => {
  it('names each token the same way every time, without telling anything about it', async () => {
    const { handOuts } = setUp()
    const { tokenId, accessToken } = await handOuts.token('a')
    expect((await handOuts.token('a')).tokenId).toBe(tokenId)
    expect(tokenId).toMatch(/^[\w-]{16}$/)
    expect(accessToken).not.toContain(tokenId)
    expect((await handOuts.renew('a', null)).tokenId).not.toBe(tokenId)
  })

  it('asks for the validity that was wished, or leaves it to the keeper', async () => {
    const { handOuts, asked } = setUp()
    await handOuts.token('a', 90)
    await handOuts.token('a')
    expect(asked).toEqual([90, undefined])
  })

  it('renews once for ten clients whose token was refused, however late they say so', async () => {
    const { handOuts, renewals } = setUp()
    const { tokenId } = await handOuts.token('a')
    const together = await Promise.all(Array.from({ length: 9 }, () => handOuts.renew('a', tokenId)))
    const late = await handOuts.renew('a', tokenId)
    expect(new Set([...together, late].map(({ accessToken }) => accessToken))).toEqual(new Set(['token-2']))
    expect(renewals()).toBe(1)
  })

  it('gives the current token for a refused one that is not the current one', async () => {
    const { handOuts, renewals } = setUp()
    expect((await handOuts.renew('a', 'some-older-token')).accessToken).toBe('token-1')
    expect(renewals()).toBe(0)
  })

  it('says so instead of renewing when a token is refused within a minute of its renewal', async () => {
    const { clock, handOuts, renewals } = setUp()
    const { tokenId } = await handOuts.renew('a', null)
    await clock.advance(59_000)
    expect(await rejection(handOuts.renew('a', tokenId))).toBe('tokenRefused')
    expect(renewals()).toBe(1)
    await clock.advance(1000)
    expect((await handOuts.renew('a', tokenId)).accessToken).toBe('token-3')
  })

  it('renews whatever the token’s age when no refused one is named', async () => {
    const { handOuts, renewals } = setUp()
    await handOuts.renew('a', null)
    await handOuts.renew('a', null)
    expect(renewals()).toBe(2)
  })
})
