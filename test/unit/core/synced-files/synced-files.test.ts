import { describe, expect, it } from 'vitest'
import { defaultEnvNames, type EnvNames } from '../../../../src/shared/env-names.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { ada, createAccountsHarness, type AccountsHarness } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { held, refuses, unreachable } from '../../../support/fakes/fake-oauth.ts'
import { rejection } from '../../../support/fakes/rejection.ts'

const minuteMs = 60_000
const path = '/home/ada/project/.env'

const envFile = (names: Partial<EnvNames> = {}, at = path) => ({
  path: at,
  kind: 'env' as const,
  names: { ...defaultEnvNames, ...names },
})
const tokenFile = (at: string) => ({ path: at, kind: 'token' as const, names: defaultEnvNames })

/** A signed-in account. */
async function signedIn(): Promise<{ harness: AccountsHarness; id: string }> {
  const harness = createAccountsHarness()
  const id = await harness.add()
  await harness.signIn(id)
  return { harness, id }
}

/** A signed-in account that keeps a .env file current. */
async function synced() {
  const { harness, id } = await signedIn()
  await harness.accounts.addSyncedFile(id, envFile())
  const { tokenFiles } = harness
  return {
    harness,
    id,
    tokenFiles,
    token: (at = path) => tokenFiles.files.get(at)?.accessToken,
    state: (index = 0) => harness.account(id).syncedFiles[index]!,
  }
}

describe('a file that stays current', () => {
  it('gets the token that is held when it is added', async () => {
    const { harness, id, token, state } = await synced()
    expect(token()).toBe('access-1')
    expect(state()).toEqual({
      id: expect.any(String),
      path,
      kind: 'env',
      state: 'current',
      error: null,
      detail: null,
      trackedByGit: false,
    })
    expect(harness.disk.accounts[0]?.syncedFiles).toMatchObject([{ path, kind: 'env', holdsToken: true }])
    expect(JSON.stringify(harness.snapshot())).not.toContain((await harness.accounts.ask(id)).accessToken)
  })

  it('gets each new token: renewed by itself, renewed on a wish, and of a new sign-in', async () => {
    const { harness, id, token } = await synced()
    await harness.clock.advance(56 * minuteMs)
    expect(token()).toBe('access-2')
    await harness.accounts.renew(id)
    await drain()
    expect(token()).toBe('access-3')
    await harness.signIn(id)
    await drain()
    expect(token()).toBe('access-4')
  })

  it('gets the token of a sign-in that was taken over, and not the used-up one before it', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.accounts.addSyncedFile(id, envFile())
    expect(harness.tokenFiles.tries).toEqual([])
    expect(harness.account(id).syncedFiles[0]?.state).toBe('waiting')
    await harness.accounts.importTokens(id, harness.oauth.issuer.signIn().refreshToken)
    await drain()
    expect(harness.tokenFiles.tries).toEqual([`write ${path} access-2`])
    expect(harness.account(id).syncedFiles[0]?.state).toBe('current')
  })

  it('gets the held token at the next start, when it is still valid', async () => {
    const { harness, tokenFiles, token } = await synced()
    tokenFiles.files.clear()
    const { accounts, store } = harness.startApp()
    await accounts.start()
    await drain()
    expect(token()).toBe('access-1')
    expect(store.snapshot().accounts[0]?.syncedFiles[0]?.state).toBe('current')
  })

  it('keeps what it has while the provider is away, and waits once the token is over', async () => {
    const { harness, token, state } = await synced()
    harness.oauth.always(unreachable)
    await harness.clock.advance(59 * minuteMs)
    expect(state().state).toBe('current')
    await harness.clock.advance(2 * minuteMs)
    expect(token()).toBe('access-1')
    expect(state().state).toBe('waiting')
  })

  it('is left alone while nothing is new', async () => {
    const { harness, tokenFiles } = await synced()
    for (let minute = 0; minute < 30; minute += 1) {
      await harness.clock.advance(minuteMs)
      harness.accounts.evaluate()
    }
    expect(tokenFiles.tries).toEqual([`write ${path} access-1`])
  })

  it('gets expiry and cloud id where they have a name', async () => {
    const { harness, id } = await signedIn()
    await harness.accounts.addSyncedFile(id, envFile({ expiresAt: 'EXPIRES_AT', cloudId: 'CLOUD_ID' }))
    expect(harness.tokenFiles.files.get(path)).toEqual({
      accessToken: 'access-1',
      expiresAtMs: harness.clock.now().wallMs + 60 * minuteMs,
      cloudId: '1',
    })
    await harness.accounts.addSyncedFile(id, tokenFile('/run/work.token'))
    expect(harness.tokenFiles.files.get('/run/work.token')).toEqual({
      accessToken: 'access-1',
      expiresAtMs: null,
      cloudId: null,
    })
  })

  it('gets the cloud id as soon as the sites are known', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.accounts.addSyncedFile(id, envFile({ cloudId: 'CLOUD_ID' }))
    await harness.signIn(id)
    await drain()
    expect(harness.tokenFiles.files.get(path)).toMatchObject({ accessToken: 'access-1', cloudId: '1' })
  })

  it('is one of any number, each written for itself', async () => {
    const { harness, id, tokenFiles, token } = await synced()
    const paths = Array.from({ length: 20 }, (_, index) => `/run/${index}.token`)
    for (const one of paths) await harness.accounts.addSyncedFile(id, tokenFile(one))
    tokenFiles.break('/run/3.token', 'syncedFileReadOnly')
    await harness.accounts.renew(id)
    await drain()
    expect(token()).toBe('access-2')
    expect(paths.filter((one) => token(one) === 'access-2')).toHaveLength(19)
  })

  it('says that git tracks it', async () => {
    const { harness, id, tokenFiles, state } = await synced()
    tokenFiles.tracked.add(path)
    await harness.accounts.renew(id)
    await drain()
    expect(state()).toMatchObject({ state: 'current', trackedByGit: true })
  })
})

describe('a file that can’t be written', () => {
  it('is shown with the reason, tried again with growing waits, and heals', async () => {
    const { harness, id, tokenFiles, token, state } = await synced()
    harness.entropy.value = 1
    tokenFiles.break(path, 'syncedFileUnusable', 'it is too large')
    await harness.accounts.renew(id)
    await drain()
    expect(state()).toMatchObject({ state: 'failed', error: 'syncedFileUnusable', detail: 'it is too large' })
    await harness.clock.advance(30_000)
    // after 4, 8 and 16 seconds
    expect(tokenFiles.tries.slice(1)).toEqual(Array(4).fill(`write ${path} access-2`))
    tokenFiles.mend(path)
    await harness.clock.advance(minuteMs)
    expect(token()).toBe('access-2')
    expect(state()).toMatchObject({ state: 'current', error: null, detail: null })
  })

  it('never stops or delays a renewal', async () => {
    const { harness, id, tokenFiles } = await synced()
    tokenFiles.break(path, 'syncedFileDiskFull')
    await harness.clock.advance(24 * 60 * minuteMs)
    expect(harness.oauth.issuer.granted()).toBeGreaterThan(24)
    const release = tokenFiles.hold()
    harness.accounts.retryNow()
    const hung = await harness.accounts.renew(id)
    expect((await harness.accounts.renew(id)).accessToken).not.toBe(hung.accessToken)
    expect(harness.account(id)).toMatchObject({ problem: { kind: 'none' }, activity: { kind: 'idle' } })
    release()
  })

  it('is tried at once when there is a newer token, and after sleep', async () => {
    const { harness, id, tokenFiles, token } = await synced()
    harness.entropy.value = 1
    tokenFiles.break(path, 'syncedFileFolderMissing')
    await harness.accounts.renew(id)
    await harness.clock.advance(20 * minuteMs)
    tokenFiles.mend(path)
    harness.accounts.resume()
    await drain()
    expect(token()).toBe('access-2')
    tokenFiles.break(path, 'syncedFileFolderMissing')
    await harness.accounts.renew(id)
    await harness.clock.advance(20 * minuteMs)
    tokenFiles.mend(path)
    await harness.accounts.renew(id)
    await drain()
    expect(token()).toBe('access-4')
  })

  it('ends with the newest token, however many come while one is being written', async () => {
    const { harness, id, tokenFiles, token } = await synced()
    const release = tokenFiles.hold()
    for (let count = 0; count < 5; count += 1) await harness.accounts.renew(id)
    release()
    await drain()
    expect(token()).toBe('access-6')
    expect(tokenFiles.tries).toEqual([1, 2, 6].map((count) => `write ${path} access-${count}`))
    expect(tokenFiles.maxAtOnce()).toBe(1)
  })
})

describe('signing out', () => {
  it('empties the files, also one of a refused sign-in, and a new sign-in fills them again', async () => {
    const { harness, id, tokenFiles, token, state } = await synced()
    harness.oauth.always(refuses)
    await rejection(harness.accounts.renew(id))
    expect(token()).toBe('access-1')
    await harness.accounts.signOut(id)
    expect(tokenFiles.files.size).toBe(0)
    expect(state().state).toBe('waiting')
    expect(harness.disk.accounts[0]?.syncedFiles).toMatchObject([{ path, holdsToken: false }])
    await harness.accounts.save({ id, form: accountForm(), clientSecret: 'client-secret' })
    await harness.signIn(id)
    await drain()
    expect(token()).toBe('access-2')
  })

  it('is done although a file can’t be emptied, which is shown and tried again, be it after a restart', async () => {
    const { harness, id, tokenFiles, state } = await synced()
    tokenFiles.break(path, 'syncedFileReadOnly')
    await harness.accounts.signOut(id)
    expect(harness.account(id).token.kind).toBe('none')
    expect(state()).toMatchObject({ state: 'failed', error: 'syncedFileReadOnly' })
    await harness.accounts.close()
    tokenFiles.mend(path)
    await harness.startApp().accounts.start()
    await drain()
    expect(tokenFiles.files.size).toBe(0)
  })

  it('leaves a value alone that is not ours', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.accounts.addSyncedFile(id, envFile())
    await harness.accounts.signOut(id)
    await harness.accounts.removeSyncedFile(id, path)
    expect(harness.tokenFiles.tries).toEqual([])
  })

  it('wins over a write under way', async () => {
    const { harness, id, tokenFiles } = await synced()
    const release = tokenFiles.hold()
    await harness.accounts.renew(id)
    const out = harness.accounts.signOut(id)
    await drain()
    release()
    await out
    expect(tokenFiles.files.size).toBe(0)
  })

  it('is not what a locked or empty keychain means', async () => {
    const { harness, token } = await synced()
    harness.secrets.break('keychainLocked')
    await harness.startApp().accounts.start()
    harness.secrets.mend()
    harness.secrets.items.clear()
    await harness.startApp().accounts.start()
    await drain()
    expect(token()).toBe('access-1')
  })
})

describe('taking a file off the list', () => {
  it('takes the token out of it, and writes it no more', async () => {
    const { harness, id, tokenFiles } = await synced()
    await harness.accounts.removeSyncedFile(id, path)
    expect(tokenFiles.files.size).toBe(0)
    await harness.accounts.renew(id)
    await drain()
    expect(tokenFiles.files.size).toBe(0)
    expect(harness.account(id).syncedFiles).toEqual([])
    expect(harness.disk.accounts[0]?.syncedFiles).toEqual([])
  })

  it('finds it by another way to the same file', async () => {
    const { harness, id } = await signedIn()
    await harness.accounts.addSyncedFile(id, tokenFile('/link/work.token'))
    expect(harness.account(id).syncedFiles).toMatchObject([{ path: '/real/work.token' }])
    await harness.accounts.removeSyncedFile(id, '/link/work.token')
    expect(harness.account(id).syncedFiles).toEqual([])
  })

  it('works although the token can’t be taken out, and says so', async () => {
    const { harness, id, tokenFiles } = await synced()
    tokenFiles.break(path, 'syncedFileReadOnly')
    expect(await rejection(harness.accounts.removeSyncedFile(id, path))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).syncedFiles).toEqual([])
    await harness.accounts.renew(id)
    await drain()
    expect(tokenFiles.files.get(path)?.accessToken).toBe('access-1')
  })

  it('waits for a write under way, so that this can’t bring the token back', async () => {
    const { harness, id, tokenFiles } = await synced()
    const release = tokenFiles.hold()
    await harness.accounts.renew(id)
    const removed = harness.accounts.removeSyncedFile(id, path)
    await harness.accounts.renew(id)
    release()
    await removed
    await drain()
    expect(tokenFiles.files.size).toBe(0)
    expect(tokenFiles.maxAtOnce()).toBe(1)
  })

  it('says so when it is not on the list', async () => {
    const { harness, id } = await synced()
    expect(await rejection(harness.accounts.removeSyncedFile(id, '/other'))).toBe('invalidInput')
    expect(await rejection(harness.accounts.removeSyncedFile('x', path))).toBe('accountNotFound')
  })
})

describe('removing an account', () => {
  it('empties its files and leaves no timer', async () => {
    const { harness, id, tokenFiles } = await synced()
    await harness.accounts.remove(id)
    expect(tokenFiles.files.size).toBe(0)
    expect(harness.clock.timers()).toBe(0)
  })

  it('keeps it, signed out, while a token would stay in a file; without that file it goes', async () => {
    const { harness, id, tokenFiles } = await synced()
    tokenFiles.break(path, 'syncedFileReadOnly')
    expect(await rejection(harness.accounts.remove(id))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).token.kind).toBe('none')
    await rejection(harness.accounts.removeSyncedFile(id, path))
    await harness.accounts.remove(id)
    expect(harness.snapshot().accounts).toEqual([])
    expect(harness.clock.timers()).toBe(0)
  })
})

describe('adding a file', () => {
  const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error)

  it.each<[Partial<EnvNames>, string]>([
    [{ accessToken: '' }, 'accessToken'],
    [{ accessToken: '1TOKEN' }, 'accessToken'],
    [{ accessToken: 'A=B\nC' }, 'accessToken'],
    [{ accessToken: 'TÖKEN' }, 'accessToken'],
    [{ accessToken: 'X'.repeat(101) }, 'accessToken'],
    [{ expiresAt: 'WITH SPACE' }, 'expiresAt'],
    [{ cloudId: 'JIRA_OAUTH_ACCESS_TOKEN' }, 'cloudId'],
  ])('refuses the names %j', async (names, field) => {
    const { harness, id } = await signedIn()
    const error = await refusal(harness.accounts.addSyncedFile(id, envFile(names)))
    expect(error).toMatchObject({ code: 'invalidInput', field })
    expect(harness.account(id).syncedFiles).toEqual([])
  })

  it('refuses a path that is not whole, and a file that any account has already', async () => {
    const { harness, id } = await synced()
    const other = await harness.add('Other', 'other-client')
    for (const attempt of [
      harness.accounts.addSyncedFile(id, envFile({}, '.env')),
      harness.accounts.addSyncedFile(id, envFile()),
      harness.accounts.addSyncedFile(other, tokenFile(path)),
    ]) {
      expect(await refusal(attempt)).toMatchObject({ code: 'invalidInput', field: 'path' })
    }
    expect(await rejection(harness.accounts.addSyncedFile('x', envFile()))).toBe('accountNotFound')
  })

  it('refuses the second of two that come at the same moment', async () => {
    const { harness, id } = await signedIn()
    const both = [1, 2].map(() => rejection(harness.accounts.addSyncedFile(id, envFile())))
    expect(await Promise.all(both)).toEqual(['resolved', 'invalidInput'])
  })
})

describe('a file whose disk never answers', () => {
  const dead = '/net/gone.token'
  const timeoutMs = 10_000

  /** A signed-in account with a file on a healthy disk, and one on a disk that has just gone away. */
  async function half() {
    const { harness, id, tokenFiles, token } = await synced()
    await harness.accounts.addSyncedFile(id, tokenFile(dead))
    const release = tokenFiles.hang(dead)
    /** How that ended after some seconds. */
    const within = async (work: Promise<unknown>) => {
      const outcome = rejection(work)
      await harness.clock.advance(timeoutMs)
      return Promise.race([outcome, Promise.resolve('pending')])
    }
    return { harness, id, tokenFiles, token, release, within }
  }

  it('keeps no other file from the newest token', async () => {
    const { harness, id, token } = await half()
    const other = await harness.add('Other', 'other-client')
    await harness.signIn(other, { ...ada, accountId: 'other' })
    await harness.accounts.addSyncedFile(other, tokenFile('/other.token'))
    await harness.accounts.renew(id)
    await harness.accounts.renew(other)
    await drain()
    expect([token(), token('/other.token'), token(dead)]).toEqual(['access-3', 'access-4', 'access-1'])
  })

  it('does not hold up a sign-out, which empties it as soon as it can', async () => {
    const { harness, id, tokenFiles, within, release } = await half()
    expect(await within(harness.accounts.signOut(id))).toBe('resolved')
    expect(harness.account(id).token.kind).toBe('none')
    expect([...tokenFiles.files.keys()]).toEqual([dead])
    release()
    await drain()
    expect(tokenFiles.files.size).toBe(0)
  })

  it('keeps its account on the list, signed out, since the token stays in it', async () => {
    const { harness, id, within } = await half()
    expect(await within(harness.accounts.remove(id))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).token.kind).toBe('none')
  })

  it('goes off the list, and it is said that the token stays in it', async () => {
    const { harness, id, within } = await half()
    expect(await within(harness.accounts.removeSyncedFile(id, dead))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).syncedFiles.map((file) => file.path)).toEqual([path])
  })

  it('goes off the list while it is being written, too, and is not emptied at the same time', async () => {
    const { harness, id, tokenFiles, within, release } = await half()
    await harness.accounts.renew(id)
    expect(await within(harness.accounts.removeSyncedFile(id, dead))).toBe('syncedFileNotBlanked')
    expect(tokenFiles.maxAtOnce()).toBe(1)
    expect(await within(harness.accounts.remove(id))).toBe('resolved')
    release()
    await drain()
    expect(harness.snapshot().accounts).toEqual([])
    expect(harness.clock.timers()).toBe(0)
  })

  it('can’t be added, which is said', async () => {
    const { harness, id, tokenFiles, within } = await half()
    tokenFiles.hang('/net/new.token')
    expect(await within(harness.accounts.addSyncedFile(id, tokenFile('/net/new.token')))).toBe('invalidInput')
  })

  it('does not hold up adding it when it goes away at the first write', async () => {
    const { harness, id, tokenFiles, within } = await half()
    const added = harness.accounts.addSyncedFile(id, tokenFile('/net/new.token'))
    tokenFiles.hold()
    expect(await within(added)).toBe('resolved')
  })

  it('does not hold up closing the app', async () => {
    const { harness, id, within } = await half()
    await harness.accounts.renew(id)
    expect(await within(harness.accounts.close())).toBe('resolved')
    expect(harness.clock.timers()).toBe(0)
  })
})

describe('closing the app', () => {
  it('waits for a write under way, and then writes nothing', async () => {
    const { harness, id, tokenFiles, token } = await synced()
    const release = tokenFiles.hold()
    await harness.accounts.renew(id)
    const request = held()
    harness.oauth.next(request.behaviour)
    void rejection(harness.accounts.renew(id))
    await drain()
    let closed = false
    const closing = harness.accounts.close().then(() => (closed = true))
    request.go()
    await drain()
    expect(closed).toBe(false)
    release()
    await closing
    expect(token()).toBe('access-2')
    expect(harness.clock.timers()).toBe(0)
  })
})
