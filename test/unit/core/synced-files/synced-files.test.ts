import { describe, expect, it } from 'vitest'
import { defaultEnvNames, type EnvNames } from '../../../../src/shared/env-names.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { ada, createAccountsHarness, type AccountsHarness } from '../../../support/fakes/accounts-harness.ts'
import { drain } from '../../../support/fakes/fake-clock.ts'
import { answersWith, held, refuses, unreachable } from '../../../support/fakes/fake-oauth.ts'
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

/** A signed-in account with a synced .env file. */
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

describe('a synced file', () => {
  it('gets the current token when it is added', async () => {
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
      inSharedFolder: false,
    })
    expect(harness.disk.accounts[0]?.syncedFiles).toMatchObject([{ path, kind: 'env', holdsToken: true }])
    expect(JSON.stringify(harness.snapshot())).not.toContain((await harness.accounts.ask(id)).accessToken)
  })

  it('gets each new token: renewed automatically, renewed on request, and after a new sign-in', async () => {
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

  it('gets the first token of an imported sign-in, and nothing before that', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.accounts.addSyncedFile(id, envFile())
    expect(harness.tokenFiles.tries).toEqual([])
    expect(harness.account(id).syncedFiles[0]?.state).toBe('waiting')
    await harness.accounts.importTokens(id, harness.oauth.issuer.signIn().refreshToken, null)
    await drain()
    expect(harness.tokenFiles.tries).toEqual([`write ${path} access-2`])
    expect(harness.account(id).syncedFiles[0]?.state).toBe('current')
  })

  it('gets the current token at the next start if it is still valid', async () => {
    const { harness, tokenFiles, token } = await synced()
    tokenFiles.files.clear()
    const { accounts, store } = harness.startApp()
    await accounts.start()
    await drain()
    expect(token()).toBe('access-1')
    expect(store.snapshot().accounts[0]?.syncedFiles[0]?.state).toBe('current')
  })

  it('keeps its token while the provider is unreachable, and is expired once the token has expired', async () => {
    const { harness, token, state } = await synced()
    harness.oauth.always(unreachable)
    await harness.clock.advance(59 * minuteMs)
    expect(state().state).toBe('current')
    await harness.clock.advance(2 * minuteMs)
    expect(token()).toBe('access-1')
    expect(state().state).toBe('expired')
    harness.oauth.always(answersWith({}))
    await harness.clock.advance(45 * minuteMs)
    expect([token(), state().state]).toEqual(['access-2', 'current'])
  })

  it('is expired at a start after the token has expired, until it is renewed', async () => {
    const { harness, token, state } = await synced()
    harness.oauth.always(unreachable)
    await harness.accounts.close()
    await harness.clock.advance(61 * minuteMs)
    const { accounts, store } = harness.startApp()
    const file = () => store.snapshot().accounts[0]?.syncedFiles[0]
    await accounts.start()
    await drain()
    expect([token(), file()?.state]).toEqual(['access-1', 'expired'])
    expect(state().path).toBe(file()?.path)
  })

  it('is left alone while nothing changes', async () => {
    const { harness, tokenFiles } = await synced()
    for (let minute = 0; minute < 30; minute += 1) {
      await harness.clock.advance(minuteMs)
      harness.accounts.evaluate()
    }
    expect(tokenFiles.tries).toEqual([`write ${path} access-1`])
  })

  it('gets the expiry and cloud ID if they have a variable name', async () => {
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

  it('gets the cloud ID as soon as the sites are known', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.accounts.addSyncedFile(id, envFile({ cloudId: 'CLOUD_ID' }))
    await harness.signIn(id)
    await drain()
    expect(harness.tokenFiles.files.get(path)).toMatchObject({ accessToken: 'access-1', cloudId: '1' })
  })

  it('can be one of many, each written independently', async () => {
    const { harness, id, tokenFiles, token } = await synced()
    const paths = Array.from({ length: 20 }, (_, index) => `/run/${index}.token`)
    for (const one of paths) await harness.accounts.addSyncedFile(id, tokenFile(one))
    tokenFiles.break('/run/3.token', 'syncedFileReadOnly')
    await harness.accounts.renew(id)
    await drain()
    expect(token()).toBe('access-2')
    expect(paths.filter((one) => token(one) === 'access-2')).toHaveLength(19)
  })

  it('reports that git tracks it, and that others can write to its folder', async () => {
    const { harness, id, tokenFiles, state } = await synced()
    tokenFiles.tracked.add(path)
    tokenFiles.inSharedFolders.add(path)
    await harness.accounts.renew(id)
    await drain()
    expect(state()).toMatchObject({ state: 'current', trackedByGit: true, inSharedFolder: true })
  })
})

describe('a file that can’t be written', () => {
  it('is shown with the reason, retried with growing delays, and recovers', async () => {
    const { harness, id, tokenFiles, token, state } = await synced()
    harness.entropy.value = 1
    tokenFiles.break(path, 'syncedFileUnusable', 'it is too large')
    await harness.accounts.renew(id)
    await drain()
    expect(state()).toMatchObject({ state: 'failed', error: 'syncedFileUnusable', detail: 'it is too large' })
    await harness.clock.advance(30_000)
    // after 4, 8, and 16 seconds
    expect(tokenFiles.tries.slice(1)).toEqual(Array(4).fill(`write ${path} access-2`))
    tokenFiles.repair(path)
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

  it('is retried at once when there is a newer token, and after sleep', async () => {
    const { harness, id, tokenFiles, token } = await synced()
    harness.entropy.value = 1
    tokenFiles.break(path, 'syncedFileFolderMissing')
    await harness.accounts.renew(id)
    await harness.clock.advance(20 * minuteMs)
    tokenFiles.repair(path)
    harness.accounts.resume()
    await drain()
    expect(token()).toBe('access-2')
    tokenFiles.break(path, 'syncedFileFolderMissing')
    await harness.accounts.renew(id)
    await harness.clock.advance(20 * minuteMs)
    tokenFiles.repair(path)
    await harness.accounts.renew(id)
    await drain()
    expect(token()).toBe('access-4')
  })

  it('ends up with the newest token, however many arrive during a write', async () => {
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
  it('clears the files, even after a refused renewal, and a new sign-in fills them again', async () => {
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

  it('succeeds even if a file can’t be cleared, which is shown and retried, even after a restart', async () => {
    const { harness, id, tokenFiles, state } = await synced()
    tokenFiles.break(path, 'syncedFileReadOnly')
    await harness.accounts.signOut(id)
    expect(harness.account(id).token.kind).toBe('none')
    expect(state()).toMatchObject({ state: 'failed', error: 'syncedFileReadOnly' })
    await harness.accounts.close()
    tokenFiles.repair(path)
    await harness.startApp().accounts.start()
    await drain()
    expect(tokenFiles.files.size).toBe(0)
  })

  it('leaves a value alone if it isn’t ours', async () => {
    const harness = createAccountsHarness()
    const id = await harness.add()
    await harness.accounts.addSyncedFile(id, envFile())
    await harness.accounts.signOut(id)
    await harness.accounts.removeSyncedFile(id, path)
    expect(harness.tokenFiles.tries).toEqual([])
  })

  it('wins over a write in progress', async () => {
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
    harness.secrets.repair()
    harness.secrets.items.clear()
    await harness.startApp().accounts.start()
    await drain()
    expect(token()).toBe('access-1')
  })
})

describe('removing a file from the list', () => {
  it('clears the token and stops writing the file', async () => {
    const { harness, id, tokenFiles } = await synced()
    await harness.accounts.removeSyncedFile(id, path)
    expect(tokenFiles.files.size).toBe(0)
    await harness.accounts.renew(id)
    await drain()
    expect(tokenFiles.files.size).toBe(0)
    expect(harness.account(id).syncedFiles).toEqual([])
    expect(harness.disk.accounts[0]?.syncedFiles).toEqual([])
  })

  it('finds it under another path to the same file', async () => {
    const { harness, id } = await signedIn()
    await harness.accounts.addSyncedFile(id, tokenFile('/link/work.token'))
    expect(harness.account(id).syncedFiles).toMatchObject([{ path: '/real/work.token' }])
    await harness.accounts.removeSyncedFile(id, '/link/work.token')
    expect(harness.account(id).syncedFiles).toEqual([])
  })

  it('works even if the token can’t be cleared, and says so', async () => {
    const { harness, id, tokenFiles } = await synced()
    tokenFiles.break(path, 'syncedFileReadOnly')
    expect(await rejection(harness.accounts.removeSyncedFile(id, path))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).syncedFiles).toEqual([])
    await harness.accounts.renew(id)
    await drain()
    expect(tokenFiles.files.get(path)?.accessToken).toBe('access-1')
  })

  it('waits for a write in progress, which could otherwise bring the token back', async () => {
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

  it('reports a file that is not on the list', async () => {
    const { harness, id } = await synced()
    expect(await rejection(harness.accounts.removeSyncedFile(id, '/other'))).toBe('invalidInput')
    expect(await rejection(harness.accounts.removeSyncedFile('x', path))).toBe('accountNotFound')
  })
})

describe('removing an account', () => {
  it('clears its files and leaves no timer', async () => {
    const { harness, id, tokenFiles } = await synced()
    await harness.accounts.remove(id)
    expect(tokenFiles.files.size).toBe(0)
    expect(harness.clock.timers()).toBe(0)
  })

  it('keeps it, signed out, while a file still has its token; without that file it can be removed', async () => {
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

  it('saves what a token replaces, but nothing of a .env file', async () => {
    const { harness, id } = await signedIn()
    for (const one of ['/a/.env', '/a/key']) harness.tokenFiles.replaced.add(one)
    expect(await harness.accounts.addSyncedFile(id, envFile({}, '/a/.env'))).toEqual({ backup: null })
    expect(await harness.accounts.addSyncedFile(id, tokenFile('/a/new'))).toEqual({ backup: null })
    expect(await harness.accounts.addSyncedFile(id, tokenFile('/a/key'))).toEqual({ backup: '/a/key.backup' })
  })

  it('refuses a relative path, and a file that is already synced for any account', async () => {
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

  it('refuses the second of two identical requests at the same time', async () => {
    const { harness, id } = await signedIn()
    const both = [1, 2].map(() => rejection(harness.accounts.addSyncedFile(id, envFile())))
    expect(await Promise.all(both)).toEqual(['resolved', 'invalidInput'])
  })
})

describe('a file whose disk never answers', () => {
  const dead = '/net/gone.token'
  const timeoutMs = 10_000

  /** A signed-in account with a file on a healthy disk, and one on a disk that has just stopped answering. */
  async function half() {
    const { harness, id, tokenFiles, token } = await synced()
    await harness.accounts.addSyncedFile(id, tokenFile(dead))
    const release = tokenFiles.hang(dead)
    /** The outcome after some seconds. */
    const within = async (work: Promise<unknown>) => {
      const outcome = rejection(work)
      await harness.clock.advance(timeoutMs)
      return Promise.race([outcome, Promise.resolve('pending')])
    }
    return { harness, id, tokenFiles, token, release, within }
  }

  it('doesn’t stop other files from getting the newest token', async () => {
    const { harness, id, token } = await half()
    const other = await harness.add('Other', 'other-client')
    await harness.signIn(other, { ...ada, accountId: 'other' })
    await harness.accounts.addSyncedFile(other, tokenFile('/other.token'))
    await harness.accounts.renew(id)
    await harness.accounts.renew(other)
    await drain()
    expect([token(), token('/other.token'), token(dead)]).toEqual(['access-3', 'access-4', 'access-1'])
  })

  it('doesn’t delay a sign-out, which clears the file as soon as possible', async () => {
    const { harness, id, tokenFiles, within, release } = await half()
    expect(await within(harness.accounts.signOut(id))).toBe('resolved')
    expect(harness.account(id).token.kind).toBe('none')
    expect([...tokenFiles.files.keys()]).toEqual([dead])
    release()
    await drain()
    expect(tokenFiles.files.size).toBe(0)
  })

  it('keeps its account on the list, signed out, because it still contains the token', async () => {
    const { harness, id, within } = await half()
    expect(await within(harness.accounts.remove(id))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).token.kind).toBe('none')
  })

  it('can be removed from the list, with a warning that it still contains the token', async () => {
    const { harness, id, within } = await half()
    expect(await within(harness.accounts.removeSyncedFile(id, dead))).toBe('syncedFileNotBlanked')
    expect(harness.account(id).syncedFiles.map((file) => file.path)).toEqual([path])
  })

  it('can be removed from the list even during a write, and is not cleared at the same time', async () => {
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

  it('can’t be added, with an error that says so', async () => {
    const { harness, id, tokenFiles, within } = await half()
    tokenFiles.hang('/net/new.token')
    expect(await within(harness.accounts.addSyncedFile(id, tokenFile('/net/new.token')))).toBe('invalidInput')
  })

  it('doesn’t delay adding it if the disk stops answering at the first write', async () => {
    const { harness, id, tokenFiles, within } = await half()
    const added = harness.accounts.addSyncedFile(id, tokenFile('/net/new.token'))
    tokenFiles.hold()
    expect(await within(added)).toBe('resolved')
  })

  it('doesn’t delay closing the app', async () => {
    const { harness, id, within } = await half()
    await harness.accounts.renew(id)
    expect(await within(harness.accounts.close())).toBe('resolved')
    expect(harness.clock.timers()).toBe(0)
  })
})

describe('closing the app', () => {
  it('waits for a write in progress, and writes nothing after that', async () => {
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
