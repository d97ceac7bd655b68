import { describe, expect, it } from 'vitest'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { createAccountsHarness, type AccountsHarness } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { held, refuses } from '../../../support/fakes/fake-oauth.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

function expectNothingLeft(harness: AccountsHarness): void {
  expect(harness.snapshot().accounts).toEqual([])
  expect([...harness.secrets.items.keys(), ...harness.pendings.items.keys()]).toEqual([])
  expect(harness.history()).toEqual({})
  expect(harness.store.state()).toMatchObject({ signIns: {}, signInErrors: {} })
}

describe('removing an account leaves no secrets', () => {
  it('while it is being added', async () => {
    const harness = createAccountsHarness()
    const release = harness.secrets.hold()
    const adding = harness.add()
    await drain()
    const removing = harness.accounts.remove('id-1')
    await drain()
    release()
    await Promise.all([adding, removing])
    expectNothingLeft(harness)
  })

  it('while its client secret is being changed', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const release = harness.secrets.hold()
    const saving = harness.accounts.save({ id, form: accountForm(), clientSecret: 'another' })
    await drain()
    const removing = harness.accounts.remove(id)
    release()
    await Promise.all([saving, removing])
    expectNothingLeft(harness)
  })

  it('before a change is saved', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const release = harness.secrets.hold()
    const removing = harness.accounts.remove(id)
    await drain()
    const saving = rejection(harness.accounts.save({ id, form: accountForm(), clientSecret: 'another' }))
    release()
    await removing
    expect(await saving).toBe('accountNotFound')
    expectNothingLeft(harness)
  })

  it.each(['window', 'manual'] as const)('and starts no sign-in in the meantime (%s)', async (surface) => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const release = harness.secrets.hold()
    const removing = harness.accounts.remove(id)
    await drain()
    const signingIn = rejection(harness.accounts.signIn(id, surface))
    await drain()
    release()
    await removing
    expect(await signingIn).toBe('accountNotFound')
    expectNothingLeft(harness)
  })

  it('while a sign-in is being stored', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const signingIn = rejection(harness.accounts.signIn(id, null))
    await drain()
    const release = harness.secrets.hold()
    harness.surfaces.window.redirect()
    await drain()
    const removing = harness.accounts.remove(id)
    await drain()
    release()
    await removing
    await signingIn
    await drain()
    expectNothingLeft(harness)
  })

  it('while a manual sign-in is being started', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const release = harness.pendings.hold()
    const signingIn = rejection(harness.accounts.signIn(id, 'manual'))
    await drain()
    const removing = harness.accounts.remove(id)
    await drain()
    release()
    await removing
    expect(await signingIn).toBe('signInCancelled')
    expectNothingLeft(harness)
  })

  it('while a sign-in is being imported', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    const answer = held()
    harness.oauth.next(answer.behaviour)
    const importing = rejection(harness.accounts.importTokens(id, 'their-refresh-token', null))
    await drain()
    const removing = harness.accounts.remove(id)
    await drain()
    answer.go(refuses)
    await removing
    await importing
    await drain()
    expectNothingLeft(harness)
  })

  it('when it is removed twice at once', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.signIn(id)
    const ends = await Promise.all([1, 2].map(() => rejection(harness.accounts.remove(id))))
    expect(ends.toSorted()).toEqual(['accountNotFound', 'resolved'])
    expectNothingLeft(harness)
  })
})

it('a sign-in that is started during a sign-out waits for its end', async () => {
  const harness = createAccountsHarness()
  const id = await harness.add()
  await harness.signIn(id)
  const release = harness.secrets.hold()
  const signingOut = harness.accounts.signOut(id)
  await drain()
  const signingIn = harness.accounts.signIn(id, null)
  await drain()
  release()
  await signingOut
  // the sign-out has removed the client secret, which this kind of account needs
  expect(await rejection(signingIn)).toBe('clientSecretMissing')
  expect(harness.surfaces.window.pages).toHaveLength(1)
  expect(harness.secrets.items.size).toBe(0)
})

it('a client secret that is saved during a sign-in is kept', async () => {
  const harness = createAccountsHarness()
  const id = await harness.add()
  const signingIn = harness.accounts.signIn(id, null)
  await drain()
  await harness.accounts.save({ id, form: accountForm(), clientSecret: 'another' })
  harness.surfaces.window.redirect()
  await signingIn
  expect(harness.secrets.items.get(id)).toMatchObject({
    clientSecret: 'another',
    tokenSet: { accessToken: 'access-1' },
  })
})
