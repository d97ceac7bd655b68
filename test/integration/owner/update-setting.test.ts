import { expect, it } from 'vitest'
import { startAccountsApi } from './accounts-api-harness.ts'

it('looking for newer versions is switched off and on over the local API, and nothing else changes', async () => {
  const { ask } = await startAccountsApi()
  expect(await ask('status')).toMatchObject({
    checksForUpdates: true,
    updateFeed: null,
    newerVersion: null,
  })
  expect(await ask('changeSettings', '', { checksForUpdates: false })).toEqual({
    caFile: null,
    checksForUpdates: false,
  })
  expect((await ask('status')).checksForUpdates).toBe(false)
  await ask('changeSettings', '', {})
  expect((await ask('status')).checksForUpdates).toBe(false)
  await ask('changeSettings', '', { checksForUpdates: true })
  expect((await ask('status')).checksForUpdates).toBe(true)
})
