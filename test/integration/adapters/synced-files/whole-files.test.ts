import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryName } from '../../../../src/files/replace-file.ts'
import type { SerialQueue } from '../../../../src/adapters/synced-files/serial-queue.ts'
import { createTokenFiles } from '../../../../src/adapters/synced-files/token-files.ts'
import type { AppError } from '../../../../src/shared/error-codes.ts'
import { bundleProgram } from '../../../support/bundle-program.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { numberedFile, numberedText, numberedValues, numberIn } from './numbered-env.ts'

let programs = ''
let writer = ''
let readers = ''

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'jtt-programs-'))
  writer = await bundleProgram(join(import.meta.dirname, 'writer.ts'), programs)
  readers = await bundleProgram(join(import.meta.dirname, 'readers.ts'), programs)
})
afterAll(() => rm(programs, { recursive: true, force: true }))

/** Starts a program; resolves once it has printed something. */
async function start(program: string, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const nextLine = async () => String((await lines.next()).value)
  await nextLine()
  return { child, nextLine }
}

async function numberedEnv(number: number): Promise<string> {
  const path = join(await temporaryFolder(), '.env')
  await writeFile(path, numberedText(number))
  return path
}

/** Without a time limit: hundreds of readers keep the disk busy for so long that it would count as dead. */
const unlimitedQueue: SerialQueue = { run: (_folder, work) => work() }

const files = createTokenFiles({ ownFolder: '/nowhere', dataFolder: '/nowhere', queue: unlimitedQueue })

/** Windows replaces no file while a program has it open, as one of hundreds always would. */
const isWindows = process.platform === 'win32'
const { readersEach, writes, kills } = isWindows
  ? { readersEach: 1, writes: 20, kills: 10 }
  : { readersEach: 150, writes: 120, kills: 40 }

/** On Windows, the file may have been open for as long as we try; then we try again. */
async function write(path: string, number: number): Promise<void> {
  for (;;) {
    try {
      return await files.write(numberedFile(path), numberedValues(number))
    } catch (error) {
      if (!isWindows || (error as AppError).code !== 'syncedFileOpen') throw error
    }
  }
}

describe('a file that is being written', () => {
  it(`is complete for each of ${2 * readersEach} readers, old or new, never a mix`, async () => {
    const path = await numberedEnv(0)
    const crowds = await Promise.all([1, 2].map(() => start(readers, path, `${readersEach}`)))
    const seeing = new AbortController()
    const sawEnough = Promise.all(crowds.map(({ nextLine }) => nextLine())).then(() => seeing.abort())
    let number = 0
    while (number < writes || !seeing.signal.aborted) {
      number += 1
      await write(path, number)
    }
    await sawEnough
    for (const { child } of crowds) child.stdin!.end()
    for (const { nextLine } of crowds) {
      const seen = JSON.parse(await nextLine()) as { torn: number }
      expect(seen.torn).toBe(0)
    }
    expect(numberIn(await readFile(path, 'latin1'))).toBe(number)
  })

  it('is complete after kill -9 at any moment, and the leftovers are cleaned up later', async () => {
    const path = await numberedEnv(0)
    const folder = join(path, '..')
    const left = async () => (await readdir(folder)).filter((name) => name !== '.env')
    let number = 0
    for (let round = 0; round < kills || (await left()).length === 0; round += 1) {
      const { child } = await start(writer, path, String(number + 1))
      await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23))
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      const found = numberIn(await readFile(path, 'latin1'))
      expect(found).not.toBeNull()
      expect(found).toBeGreaterThan(number)
      number = found!
    }
    const killedInTheMiddle = (await left()).length
    expect(killedInTheMiddle).toBeGreaterThan(0)
    expect((await left()).every((name) => temporaryName.test(name))).toBe(true)

    const age = async (ms: number) => {
      const then = new Date(Date.now() - ms)
      for (const name of await left()) await utimes(join(folder, name), then, then)
    }
    await age(0)
    await files.write(numberedFile(path), numberedValues(number + 1))
    // recent ones may belong to another writer
    expect(await left()).toHaveLength(killedInTheMiddle)
    await age(61_000)
    await files.write(numberedFile(path), numberedValues(number + 2))
    expect(await left()).toEqual([])
    expect(numberIn(await readFile(path, 'latin1'))).toBe(number + 2)
  }, 900_000)
})
