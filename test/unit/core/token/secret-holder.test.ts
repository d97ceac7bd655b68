import { describe, expect, it } from 'vitest'
import { createSecretHolder } from '../../../../src/core/token/secret-holder.ts'
import { createFakeSecretStore } from '../../../support/fakes/fake-secret-store.ts'

const secret = { clientSecret: 'client-secret', tokenSet: null }

describe('the secret of an account', () => {
  it('is not written for work from before a sign-in or sign-out', async () => {
    const store = createFakeSecretStore()
    const holder = createSecretHolder('work', store)
    const before = holder.generation()
    holder.beginGeneration()
    expect(await holder.replace(() => secret, before)).toBe(false)
    expect(holder.current()).toBe(null)
    expect(store.calls).toEqual([])
  })

  it('is not written again once it is stored, or if there is none', async () => {
    const store = createFakeSecretStore()
    const holder = createSecretHolder('work', store)
    expect(await holder.saveAgain()).toBe(true)
    await holder.replace(() => secret, holder.generation())
    expect(await holder.saveAgain()).toBe(true)
    expect(store.calls).toEqual(['write'])
  })
})
