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

/** Nothing installed, GitHub unreachable, npm reachable. */
const sources = (differences: Partial<Sources> = {}): Sources => ({
  override: null,
  official: () => null,
  fetchOfficial: async () => {
    calls.push('fetch')
    return 'no way to GitHub'
  },
  hasStandIn: () => true,
  cachedStandIn: async () => null,
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

test('prefers the runtime in ELECTRON_OVERRIDE_DIST_PATH to any other', async () => {
  const { standIn, env } = await find({ override: folder, official: () => '/nowhere' })
  expect(standIn).toBe(false)
  expect(env).toEqual({ ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_EXEC_PATH: join(folder, 'electron') })
  expect(calls).toEqual([])
})

test('says so if ELECTRON_OVERRIDE_DIST_PATH names a folder without Electron', async () => {
  await expect(find({ override: '/nowhere' })).rejects.toThrow(
    /no Electron in \/nowhere, which ELECTRON_OVERRIDE_DIST_PATH/,
  )
})

test('uses an installed official binary, without any output and without the network', async () => {
  const said: string[] = []
  const { standIn } = await find({ official: () => folder }, (line) => said.push(line))
  expect({ standIn, said, calls }).toEqual({ standIn: false, said: [], calls: [] })
})

test('fetches the official binary where it can', async () => {
  let there: string | null = null
  const fetchOfficial = async () => {
    there = folder
    return null
  }
  expect(await find({ official: () => there, fetchOfficial })).toMatchObject({ standIn: false })
  expect(calls).toEqual([])
})

test('falls back to the stand-in if the official binary can’t be downloaded, and says which one it is', async () => {
  const said: string[] = []
  expect(await find({}, (line) => said.push(line))).toMatchObject({ standIn: true })
  expect(calls).toEqual(['fetch', 'note the failure', 'make the stand-in'])
  expect(said.at(-1)).toMatch(/^Using Electron 33\.2\.1 from npm instead of \d+/)
})

test('doesn’t use the network if a stand-in is cached and the last attempt was within a day', async () => {
  expect(await find({ cachedStandIn: async () => folder, failedLately: async () => true })).toMatchObject({
    standIn: true,
  })
  expect(calls).toEqual([])
})

test('tries the official binary again after a day, and keeps the cached stand-in if that fails', async () => {
  await find({ cachedStandIn: async () => folder })
  expect(calls).toEqual(['fetch', 'note the failure'])
})

test('says what to do if no stand-in exists', async () => {
  await expect(find({ hasStandIn: () => false })).rejects.toThrow(
    /could not be downloaded \(no way to GitHub\).*ELECTRON_MIRROR.*ELECTRON_OVERRIDE_DIST_PATH/s,
  )
})
