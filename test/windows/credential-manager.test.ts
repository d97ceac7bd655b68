import { randomBytes, randomUUID } from 'node:crypto'
import keytar from 'keytar'
import { expect, it, onTestFinished } from 'vitest'
import { createKeytarSecretStore } from '../../src/adapters/keychain/keytar-secret-store.ts'

it('keeps 16 KB in several credentials, replaces them as a whole, and leaves none behind', async () => {
  const service = `jira-token-test-${randomUUID()}`
  const store = createKeytarSecretStore({
    loadKeytar: () => Promise.resolve(keytar),
    service,
    former: [],
    keyrings: null,
    maxItemBytes: 2560,
    onSecret: () => undefined,
  })
  const secretOf = (kilobytes: number) => ({
    clientSecret: 'secret',
    tokenSet: {
      accessToken: randomBytes(kilobytes * 512).toString('hex'),
      refreshToken: 'refresh',
      obtainedAtMs: 1,
      expiresAtMs: 2,
      lifetimeSec: 3600,
      scopes: [],
    },
  })
  onTestFinished(() => store.remove('work'))
  for (const kilobytes of [16, 3, 16, 1]) {
    const secret = secretOf(kilobytes)
    await store.write('work', secret)
    expect(await store.read('work')).toEqual(secret)
    const items = await keytar.findCredentials(service)
    for (const { password } of items) expect(Buffer.byteLength(password)).toBeLessThanOrEqual(2560)
  }
  await store.remove('work')
  expect(await store.read('work')).toBeNull()
  expect(await keytar.findCredentials(service)).toEqual([])
})
