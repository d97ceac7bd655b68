import Conf from 'conf'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createHistoryFile,
  emptyHistory,
  readHistory,
  type HistoryContent,
} from '../../../src/adapters/settings/history-file.ts'
import { openJsonFile, type JsonFileOptions } from '../../../src/adapters/settings/json-file.ts'
import {
  createRecords,
  emptyRecords,
  readRecords,
  type RecordsContent,
} from '../../../src/adapters/settings/records-file.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const now = () => new Date('2026-11-05T08:30:00.123Z')

/** Opens a file as the agent does, with `conf`. */
function open<T extends Record<string, unknown>>(
  options: Pick<JsonFileOptions<T>, 'path' | 'empty' | 'read'>,
) {
  const { path } = options
  return openJsonFile<T>({
    ...options,
    now,
    open: () =>
      new Conf<T>({
        cwd: dirname(path),
        configName: basename(path, '.json'),
        configFileMode: 0o600,
        clearInvalidConfig: false,
      }),
  })
}

async function settingsPath(content?: string): Promise<string> {
  const path = join(await temporaryFolder(), 'settings.json')
  if (content !== undefined) writeFileSync(path, content)
  return path
}

function openRecords(path: string) {
  const { file, setAside } = open({ path, empty: emptyRecords, read: readRecords })
  return { records: createRecords(file), setAside }
}

const work = accountRecord({ id: 'work', name: 'Work' })
const home = accountRecord({ id: 'home', name: 'Home', hasToken: true })
const fixture = (name: string) => join(import.meta.dirname, '../../support/fixtures', name)
const ofJiraCloud = { kind: 'jira-cloud', issuer: null, sendsIssuer: false, resource: null }
const wholeFile = (change: object = {}) =>
  JSON.stringify({ version: 1, settings: defaultSettings, accounts: [work, home], ...change })

describe('the settings file', () => {
  it('begins with the defaults and no account, for its user alone', async () => {
    const path = await settingsPath()
    const { records, setAside } = openRecords(path)
    expect(records.settings()).toEqual(defaultSettings)
    expect(records.accounts()).toEqual([])
    expect(setAside).toBeNull()
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(emptyRecords)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('keeps what was saved, on disk as soon as saving returns', async () => {
    const path = await settingsPath()
    const { records } = openRecords(path)
    records.saveAccounts([work, home])
    records.saveSettings({ ...defaultSettings, bufferMinutes: 12 })
    const again = openRecords(path)
    expect(again.records.accounts()).toEqual([work, home])
    expect(again.records.settings().bufferMinutes).toBe(12)
    expect(again.setAside).toBeNull()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(dirname(path))).toEqual(['settings.json'])
  })

  it('takes a file of an older version of the app that lacks newer settings', async () => {
    const { clipboardClearSec: _unknownThen, ...older } = { ...defaultSettings, bufferMinutes: 7 }
    const { records, setAside } = openRecords(await settingsPath(wholeFile({ settings: older })))
    expect(setAside).toBeNull()
    expect(records.settings()).toEqual({ ...defaultSettings, bufferMinutes: 7 })
    expect(records.accounts()).toEqual([work, home])
  })

  it('takes a file of the version before there were synced files', async () => {
    const text = readFileSync(fixture('settings-before-synced-files.json'), 'utf8')
    const { records, setAside } = openRecords(await settingsPath(text))
    const [account] = (JSON.parse(text) as { accounts: object[] }).accounts
    expect(setAside).toBeNull()
    expect(records.accounts()).toEqual([{ ...ofJiraCloud, ...account, syncedFiles: [] }])
  })

  it('takes a file of the version before there were kinds of accounts, word by word, as Jira Cloud', async () => {
    const text = readFileSync(fixture('settings-before-kinds.json'), 'utf8')
    const { settings, accounts } = JSON.parse(text) as RecordsContent
    const path = await settingsPath(text)
    const { records, setAside } = openRecords(path)
    expect(setAside).toBeNull()
    expect(accounts).toHaveLength(2)
    expect(records.settings()).toEqual(settings)
    expect(records.accounts()).toEqual(accounts.map((account) => ({ ...ofJiraCloud, ...account })))
    // and again, once this version has written it
    records.saveAccounts(records.accounts())
    expect(openRecords(path)).toMatchObject({ setAside: null })
    expect(openRecords(path).records.accounts()).toEqual(records.accounts())
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 2 })
  })

  it('keeps what only some kinds have', async () => {
    const server = accountRecord({
      id: 'mcp',
      kind: 'mcp-server',
      scopes: [],
      issuer: 'https://auth.example.com',
      sendsIssuer: true,
      resource: 'https://mcp.example.com/mcp',
    })
    const path = await settingsPath()
    openRecords(path).records.saveAccounts([server])
    expect(openRecords(path).records.accounts()).toEqual([server])
  })

  it('of a newer version of the app is set aside as such, and never called damaged', async () => {
    const content = wholeFile({ version: 3, accounts: [{ shape: 'nobody knows yet' }] })
    const path = await settingsPath(content)
    const { records, setAside } = openRecords(path)
    const keptAs = 'settings.newer-2026-11-05T08-30-00.json'
    expect(setAside).toEqual({ file: 'settings.json', keptAs, why: 'newer' })
    expect(readFileSync(join(dirname(path), keptAs), 'utf8')).toBe(content)
    expect(records.accounts()).toEqual([])
    expect(readdirSync(dirname(path)).filter((name) => name.includes('damaged'))).toEqual([])
  })

  it.each([
    ['empty (the power went out)', ''],
    ['full of zeros (the power went out)', '\0'.repeat(512)],
    ['cut off', wholeFile().slice(0, -40)],
    ['no JSON', 'hello'],
    ['JSON of another kind', '[1, 2]'],
    ['null', 'null'],
    ['of a version that never was', wholeFile({ version: 1.5 })],
    ['of no version', JSON.stringify({ accounts: [work] })],
  ])('is set aside under a dated name when it is %s, and never overwritten', async (_what, content) => {
    const path = await settingsPath(content)
    const { records, setAside } = openRecords(path)
    const keptAs = 'settings.damaged-2026-11-05T08-30-00.json'
    expect(setAside).toEqual({ file: 'settings.json', keptAs, why: 'damaged' })
    expect(readFileSync(join(dirname(path), keptAs), 'utf8')).toBe(content)
    expect(records.accounts()).toEqual([])
    expect(records.settings()).toEqual(defaultSettings)
    records.saveAccounts([work])
    expect(openRecords(path)).toMatchObject({ setAside: null })
    expect(openRecords(path).records.accounts()).toEqual([work])
  })

  it('keeps the good accounts beside a bad one, and sets the whole file aside', async () => {
    const bad = { ...work, id: 'bad', tokenUrl: 'http://evil.example/token' }
    const content = wholeFile({ accounts: [work, bad, 'nonsense', home] })
    const path = await settingsPath(content)
    const { records, setAside } = openRecords(path)
    expect(records.accounts()).toEqual([work, home])
    expect(readFileSync(join(dirname(path), setAside!.keptAs), 'utf8')).toBe(content)
    expect(openRecords(path)).toMatchObject({ setAside: null })
  })

  it('keeps the accounts when only the settings are damaged, and the other way round', async () => {
    const noSettings = openRecords(await settingsPath(wholeFile({ settings: { bufferMinutes: 'many' } })))
    expect(noSettings.records.accounts()).toEqual([work, home])
    expect(noSettings.records.settings()).toEqual(defaultSettings)
    expect(noSettings.setAside).not.toBeNull()

    const settings = { ...defaultSettings, bufferMinutes: 9 }
    const noAccounts = openRecords(await settingsPath(wholeFile({ settings, accounts: 'none' })))
    expect(noAccounts.records.accounts()).toEqual([])
    expect(noAccounts.records.settings()).toEqual(settings)
    expect(noAccounts.setAside).not.toBeNull()
  })

  it('sets a second damaged file aside beside the first, even within the same second', async () => {
    const path = await settingsPath('first')
    openRecords(path)
    writeFileSync(path, 'second')
    openRecords(path)
    const kept = readdirSync(dirname(path)).filter((name) => name.includes('damaged'))
    expect(kept.map((name) => readFileSync(join(dirname(path), name), 'utf8')).sort()).toEqual([
      'first',
      'second',
    ])
  })
})

describe('the history file', () => {
  const failed = (atMs: number) => ({ kind: 'failed' as const, atMs, code: 'offline' as const })

  async function historyPath(content?: string) {
    const path = join(await temporaryFolder(), 'history.json')
    if (content !== undefined) writeFileSync(path, content)
    return path
  }
  function openHistory(path: string) {
    const { file, setAside } = open({ path, empty: emptyHistory, read: readHistory })
    return { history: createHistoryFile(file), setAside }
  }

  it('keeps what was saved', async () => {
    const path = await historyPath()
    openHistory(path).history.save({ work: [failed(1), failed(2)], home: [] })
    expect(openHistory(path).history.read()).toEqual({ work: [failed(1), failed(2)], home: [] })
    expect(openHistory(path).setAside).toBeNull()
  })

  it('takes a file of the version before there were kinds of accounts', async () => {
    const text = readFileSync(fixture('history-before-kinds.json'), 'utf8')
    const { history, setAside } = openHistory(await historyPath(text))
    expect(setAside).toBeNull()
    expect(history.read()).toEqual((JSON.parse(text) as HistoryContent).accounts)
  })

  it.each([
    ['cut off', '{"version":1,"acc'],
    ['of a newer version', JSON.stringify({ version: 2, accounts: {} })],
    [
      'with an event that nobody knows',
      JSON.stringify({ version: 1, accounts: { work: [{ kind: 'flew' }] } }),
    ],
  ])('is set aside when it is %s', async (_what, content) => {
    const path = await historyPath(content)
    const { history, setAside } = openHistory(path)
    expect(history.read()).toEqual({})
    expect(readFileSync(join(dirname(path), setAside!.keptAs), 'utf8')).toBe(content)
  })
})
