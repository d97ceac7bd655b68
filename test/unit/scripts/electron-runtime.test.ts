import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findElectron } from '../../../scripts/bootstrap/electron-runtime.ts'
import type { Sources } from '../../../scripts/bootstrap/electron-runtime.ts'

let folder: string
let calls: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jtt-runtime-'))
  writeFileSync(join(folder, 'electron'), '')
  calls = []
})

afterEach(() => rmSync(folder, { recursive: true }))

/** Nothing anywhere, GitHub out of reach, npm within reach. */
const sources = (differences: Partial<Sources> = {}): Sources => ({
  override: undefined,
  official: () => undefined,
  fetchOfficial: async () => {
    calls.push('fetch')
    return 'no way to GitHub'
  },
  hasStandIn: () => true,
  cachedStandIn: async () => undefined,
  makeStandIn: async () => {
    calls.push('make the stand-in')
    return folder
  },
  failedLately: async () => false,
  noteFailure: async () => {
    calls.push('note the failure')
  },
  ...differences,
})

const find = (differences?: Partial<Sources>, say = (_line: string) => {}) =>
  findElectron('unused', say, sources(differences), 'linux')

test('takes the runtime that ELECTRON_OVERRIDE_DIST_PATH names before any other', async () => {
  const { standIn, env } = await find({ override: folder, official: () => '/nowhere' })
  expect(standIn).toBe(false)
  expect(env).toEqual({ ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: join(folder, 'electron') })
  expect(calls).toEqual([])
})

test('says so when ELECTRON_OVERRIDE_DIST_PATH names a folder without Electron', async () => {
  await expect(find({ override: '/nowhere' })).rejects.toThrow(/ELECTRON_OVERRIDE_DIST_PATH says \/nowhere/)
})

test('takes the official binary that is there, without a word and without the network', async () => {
  const said: string[] = []
  const { standIn } = await find({ official: () => folder }, (line) => said.push(line))
  expect({ standIn, said, calls }).toEqual({ standIn: false, said: [], calls: [] })
})

test('fetches the official binary where it can', async () => {
  let there: string | undefined
  const fetchOfficial = async () => {
    there = folder
    return undefined
  }
  expect(await find({ official: () => there, fetchOfficial })).toMatchObject({ standIn: false })
  expect(calls).toEqual([])
})

test('falls back to the stand-in when the official one cannot be fetched, and says which one it is', async () => {
  const said: string[] = []
  expect(await find({}, (line) => said.push(line))).toMatchObject({ standIn: true })
  expect(calls).toEqual(['fetch', 'note the failure', 'make the stand-in'])
  expect(said.at(-1)).toMatch(/^Using Electron 33\.2\.1 from npm instead of \d+/)
})

test('does not go to the network when a stand-in is cached and the last try was within a day', async () => {
  expect(await find({ cachedStandIn: async () => folder, failedLately: async () => true })).toMatchObject({
    standIn: true,
  })
  expect(calls).toEqual([])
})

test('tries the official one again after a day, and keeps the cached stand-in when that fails', async () => {
  await find({ cachedStandIn: async () => folder })
  expect(calls).toEqual(['fetch', 'note the failure'])
})

test('says what to do where no stand-in exists', async () => {
  await expect(find({ hasStandIn: () => false })).rejects.toThrow(
    /could not be fetched \(no way to GitHub\).*ELECTRON_MIRROR.*ELECTRON_OVERRIDE_DIST_PATH/s,
  )
})
