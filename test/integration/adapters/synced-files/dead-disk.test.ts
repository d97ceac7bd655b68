import { spawnSync } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { readFile, stat } from 'node:fs/promises'
import { closeSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createSerialQueue, type SerialQueue } from '../../../../src/adapters/synced-files/serial-queue.ts'
import { createTokenFiles } from '../../../../src/adapters/synced-files/token-files.ts'
import { defaultEnvNames } from '../../../../src/shared/env-names.ts'
import { createFakeClock } from '../../../support/fakes/fake-clock.ts'
import { rejection } from '../../../support/fakes/rejection.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const never = () => new Promise<never>(() => undefined)
const values = { accessToken: 'one', expiresAtMs: null, cloudId: null }
const tokenFile = (path: string) => ({ path, kind: 'token' as const, names: defaultEnvNames })

/** A pipe that nobody writes to: opening it blocks a thread, like a network file system that is down. */
async function deadFile(): Promise<string> {
  const path = join(await temporaryFolder(), 'pipe')
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
  // opening it for writing unblocks the reader
  onTestFinished(() => closeSync(openSync(path, 'r+')))
  return path
}

it.skipIf(process.platform === 'win32')(
  'files that hang leave threads for other files and for name lookups',
  async () => {
    const clock = createFakeClock()
    const queue = createSerialQueue(clock)
    const dead = await Promise.all(Array.from({ length: 6 }, deadFile))
    let hanging = 0
    const read = (path: string) => {
      hanging += 1
      return readFile(path)
    }
    const outcomes = dead.map((path) => rejection(queue.run(dirname(path), () => read(path))))
    await clock.advance(30_000)
    expect(await Promise.all(outcomes)).toEqual(Array(6).fill('syncedFileUnusable'))
    expect((await stat(dirname(dead[0]!))).isDirectory()).toBe(true)
    expect(await lookup('localhost')).toMatchObject({ address: expect.any(String) })
    expect(hanging).toBe(2)
  },
)

it('all file operations use the queue, including the git check', async () => {
  const folders: string[] = []
  const queue: SerialQueue = {
    run: (folder, work) => {
      folders.push(folder)
      return work()
    },
  }
  const files = createTokenFiles({ ownFolder: '/nowhere', dataFolder: '/nowhere', queue })
  const path = join(await temporaryFolder(), 'work.token')
  await files.locate(tokenFile(path))
  await files.write(tokenFile(path), values)
  expect(await files.isTrackedByGit(path)).toBe(false)
  await files.blank(tokenFile(path))
  expect(folders).toEqual(Array(4).fill(dirname(path)))
})

it('a dead disk is a clear error, and doesn’t affect files elsewhere', async () => {
  const clock = createFakeClock()
  const queue = createSerialQueue(clock)
  const files = createTokenFiles({ ownFolder: '/nowhere', dataFolder: '/nowhere', queue })
  const path = join(await temporaryFolder(), 'work.token')
  const hung = rejection(queue.run(dirname(path), never))
  await clock.advance(3000)
  expect(await hung).toBe('syncedFileUnusable')
  const silent = expect.stringMatching(/its disk is not responding/)
  const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error)
  expect(await refusal(files.write(tokenFile(path), values))).toMatchObject({ detail: silent })
  expect(await refusal(files.locate(tokenFile(path)))).toMatchObject({ field: 'path', detail: silent })
  expect(await files.isTrackedByGit(path)).toBe(null)

  const healthy = join(await temporaryFolder(), 'work.token')
  await files.write(tokenFile(healthy), values)
  expect(await readFile(healthy, 'utf8')).toBe('one')
})
