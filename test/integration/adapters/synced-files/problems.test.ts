import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { createTokenFiles } from '../../../../src/adapters/synced-files/token-files.ts'
import { defaultEnvNames } from '../../../../src/shared/env-names.ts'
import { createAccountsHarness } from '../../../support/fakes/accounts-harness.ts'
import { rejection } from '../../../support/fakes/rejection.ts'
import { smallDisk } from '../../../support/small-disk.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { eventually } from '../../../support/eventually.ts'

const minuteMs = 60_000

/** A signed-in account that syncs a real file in this folder. */
async function syncedIn(folder: string) {
  const harness = createAccountsHarness(createTokenFiles({ ownFolder: '/nowhere', dataFolder: '/nowhere' }))
  const id = await harness.add()
  await harness.signIn(id)
  const path = join(folder, '.env')
  await harness.accounts.addSyncedFile(id, { path, kind: 'env', names: defaultEnvNames })
  const content = () => readFile(path, 'utf8')
  expect(await content()).toBe('JIRA_OAUTH_ACCESS_TOKEN=access-1\n')
  return {
    harness,
    path,
    content,
    renew: () => harness.accounts.renew(id),
    signOut: () => harness.accounts.signOut(id),
    state: () => harness.account(id).syncedFiles[0]!,
    account: () => harness.account(id),
    /** Renewals continue, the file's state shows this error, and once fixed the file gets the newest token. */
    failsWith: async (code: string, repair: () => Promise<unknown>) => {
      await harness.accounts.renew(id)
      await eventually(() => harness.account(id).syncedFiles[0]).toMatchObject({
        state: 'failed',
        error: code,
      })
      const newest = await harness.accounts.renew(id)
      await harness.clock.advance(10 * minuteMs)
      expect(harness.account(id)).toMatchObject({ problem: { kind: 'none' }, token: { kind: 'held' } })
      await repair()
      await eventually(async () => {
        await harness.clock.advance(5 * minuteMs)
        return harness.account(id).syncedFiles[0]
      }).toMatchObject({ state: 'current', error: null })
      expect(await content()).toBe(`JIRA_OAUTH_ACCESS_TOKEN=${newest.accessToken}\n`)
    },
  }
}

/** A folder that can be made read-only, even for root. */
async function lockableFolder(context: TestContext) {
  if (process.getuid?.() !== 0) {
    const folder = await temporaryFolder()
    return { folder, lock: (on: boolean) => chmod(folder, on ? 0o500 : 0o700) }
  }
  const disk = await smallDisk()
  if (disk === null) return context.skip('root can write anywhere, and this machine can’t mount a disk')
  return { folder: disk.folder, lock: async (on: boolean) => disk.setReadOnly(on) }
}

describe('a file that really can’t be written', () => {
  it('because its folder is read-only', async (context) => {
    const { folder, lock } = await lockableFolder(context)
    const { failsWith } = await syncedIn(folder)
    await lock(true)
    await failsWith('syncedFileReadOnly', () => lock(false))
  })

  it('because its folder is gone', async () => {
    const folder = join(await temporaryFolder(), 'project')
    await mkdir(folder)
    const { failsWith } = await syncedIn(folder)
    await rename(folder, `${folder}.gone`)
    await failsWith('syncedFileFolderMissing', () => rename(`${folder}.gone`, folder))
  })

  it('because its folder became a link', async () => {
    const folder = join(await temporaryFolder(), 'project')
    await mkdir(folder)
    const { failsWith } = await syncedIn(folder)
    await rename(folder, `${folder}.real`)
    await symlink(`${folder}.real`, folder)
    await failsWith('syncedFileSymlink', async () => {
      await rm(folder)
      await rename(`${folder}.real`, folder)
    })
  })

  it('because it became a link itself', async () => {
    const folder = await temporaryFolder()
    const { failsWith, path } = await syncedIn(folder)
    await writeFile(join(folder, 'victim'), 'victim')
    await rm(path)
    await symlink('victim', path)
    await failsWith('syncedFileSymlink', () => rm(path))
    expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('victim')
  })

  it('because the disk is full', async (context) => {
    const disk = await smallDisk()
    if (disk === null) return context.skip('this machine can’t mount a disk')
    const { failsWith, content } = await syncedIn(disk.folder)
    const filler = join(disk.folder, 'filler')
    await writeFile(filler, Buffer.alloc(64 * 1024)).catch(() => undefined)
    await failsWith('syncedFileDiskFull', async () => {
      expect(await content()).toBe('JIRA_OAUTH_ACCESS_TOKEN=access-1\n')
      await rm(filler)
    })
  })

  it('keeps its token after a sign-out until it can be written again', async (context) => {
    const { folder, lock } = await lockableFolder(context)
    const { harness, signOut, content, state, account } = await syncedIn(folder)
    await lock(true)
    await signOut()
    expect(account().token.kind).toBe('none')
    expect(state()).toMatchObject({ state: 'failed', error: 'syncedFileReadOnly' })
    await lock(false)
    await eventually(async () => {
      await harness.clock.advance(5 * minuteMs)
      return content()
    }).toBe('JIRA_OAUTH_ACCESS_TOKEN=\n')
  })

  it('never contains a refresh token or client secret, even when it can be written', async () => {
    const { harness, renew, content } = await syncedIn(await temporaryFolder())
    for (let count = 0; count < 5; count += 1) {
      await renew()
      await eventually(content).toContain(`access-${count + 2}`)
      const secret = harness.secrets.items.get('id-1')
      expect(secret?.tokenSet?.refreshToken).toMatch(/./)
      expect(await content()).not.toContain(secret?.tokenSet?.refreshToken)
      expect(await content()).not.toContain(secret?.clientSecret)
    }
    expect(await rejection(harness.accounts.remove('id-1'))).toBe('resolved')
    expect(await content()).toBe('JIRA_OAUTH_ACCESS_TOKEN=\n')
  })
})
