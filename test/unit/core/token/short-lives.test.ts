import { expect, it } from 'vitest'
import { parseGrant } from '../../../../src/adapters/oauth/token-response.ts'
import { createAccountTokenHarness } from '../../../support/fakes/account-token-harness.ts'

const odd = [
  '0.001',
  '0.5',
  '1',
  '1.2',
  '"0.25"',
  '0',
  '-1',
  '-1e9',
  '1e-300',
  '1e400',
  '"soon"',
  '[]',
  'null',
]

it.each(odd)(
  'an expires_in of %s causes at most one request per second, also while clients ask',
  async (text) => {
    const grant = parseGrant(`{"access_token":"x","expires_in":${text}}`)
    const harness = createAccountTokenHarness({ lifetimeSec: grant?.lifetimeSec ?? 3600 })
    await harness.accountToken.start()
    const seconds = 20
    for (let asked = 0; asked < seconds * 20; asked += 1) {
      void harness.accountToken.ask().catch(() => undefined)
      await harness.clock.advance(50)
    }
    expect(harness.oauth.sent.length).toBeLessThanOrEqual(seconds + 1)
  },
)
