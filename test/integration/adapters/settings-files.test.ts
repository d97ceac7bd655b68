import Conf from 'conf'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openHistoryLog } from '../../../src/adapters/settings/history-log.ts'
import { openJsonFile, type JsonFileOptions } from '../../../src/adapters/settings/json-file.ts'
import {
  createRecords,
  emptyRecords,
  readRecords,
  type RecordsContent,
} from '../../../src/adapters/settings/records-file.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { expectMode } from '../../support/expect-mode.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const now = () => new Date('2026-11-05T08:30:00.123Z')

/** Opens a file the way the agent does, with `conf`. */
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
const ofJiraCloud = {
  kind: 'jira-cloud',
  issuer: null,
  sendsIssuer: false,
  tokenAuth: 'client_secret_post',
  resource: null,
  registration: null,
}
const wholeFile = (change: object = {}) =>
  JSON.stringify({ version: 1, settings: defaultSettings, accounts: [work, home], ...change })

describe('the settings file', () => {
  it('starts with the defaults and no accounts, readable only by its user', async () => {
    const path = await settingsPath()
    const { records, setAside } = openRecords(path)
    expect(records.settings()).toEqual(defaultSettings)
    expect(records.accounts()).toEqual([])
    expect(setAside).toBeNull()
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(emptyRecords)
    await expectMode(path, 0o600)
  })

  it('keeps what was saved, and it is on disk as soon as saving returns', async () => {
    const path = await settingsPath()
    const { records } = openRecords(path)
    records.saveAccounts([work, home])
    records.saveSettings({ ...defaultSettings, bufferMinutes: 12 })
    const again = openRecords(path)
    expect(again.records.accounts()).toEqual([work, home])
    expect(again.records.settings().bufferMinutes).toBe(12)
    expect(again.setAside).toBeNull()
    await expectMode(path, 0o600)
    expect(readdirSync(dirname(path)).sort()).toEqual(['settings.json', 'settings.last-good.json'])
  })

  it('accepts a file from an older app version that lacks newer settings', async () => {
    const { clipboardClearSec: _unknownThen, ...older } = { ...defaultSettings, bufferMinutes: 7 }
    const { records, setAside } = openRecords(await settingsPath(wholeFile({ settings: older })))
    expect(setAside).toBeNull()
    expect(records.settings()).toEqual({ ...defaultSettings, bufferMinutes: 7 })
    expect(records.accounts()).toEqual([work, home])
  })

  it('keeps what a newer version has added to the file, its settings, and its accounts', async () => {
    const added = { theme: 'dark', nested: { deep: [1] } }
    const newer = {
      version: 2,
      settings: { ...defaultSettings, ...added },
      accounts: [{ ...work, ...added }, home],
      unreadable: [],
      plugins: ['one'],
    }
    const path = await settingsPath(JSON.stringify(newer))
    const { records, setAside } = openRecords(path)
    expect(setAside).toBeNull()
    // this version does not know them, so nothing else gets them
    expect(records.settings()).toEqual(defaultSettings)
    expect(records.accounts()).toEqual([work, home])
    records.saveSettings({ ...records.settings(), bufferMinutes: 9 })
    records.saveAccounts([home, { ...work, name: 'Renamed' }])
    const again = openRecords(path)
    again.records.saveSettings({ ...again.records.settings(), bufferMinutes: 8 })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      ...newer,
      settings: { ...defaultSettings, ...added, bufferMinutes: 8 },
      accounts: [home, { ...work, ...added, name: 'Renamed' }],
    })
  })

  it('accepts a file from before synced files existed', async () => {
    const text = readFileSync(fixture('settings-before-synced-files.json'), 'utf8')
    const { records, setAside } = openRecords(await settingsPath(text))
    const [account] = (JSON.parse(text) as { accounts: object[] }).accounts
    expect(setAside).toBeNull()
    expect(records.accounts()).toEqual([{ ...ofJiraCloud, ...account, syncedFiles: [] }])
  })

  it('accepts a file from before account kinds existed, unchanged, as Jira Cloud', async () => {
    const text = readFileSync(fixture('settings-before-kinds.json'), 'utf8')
    const { settings, accounts } = JSON.parse(text) as RecordsContent
    const path = await settingsPath(text)
    const { records, setAside } = openRecords(path)
    expect(setAside).toBeNull()
    expect(accounts).toHaveLength(2)
    expect(records.settings()).toEqual({ ...defaultSettings, ...settings })
    expect(records.accounts()).toEqual(accounts.map((account) => ({ ...ofJiraCloud, ...account })))
    // and again after this version has written it
    records.saveAccounts(records.accounts())
    expect(openRecords(path)).toMatchObject({ setAside: null })
    expect(openRecords(path).records.accounts()).toEqual(records.accounts())
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 2 })
  })

  it('keeps the fields that only some kinds have', async () => {
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

  it('from a newer app version is set aside as newer, and never called damaged', async () => {
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
    ['not JSON', 'hello'],
    ['JSON of another kind', '[1, 2]'],
    ['null', 'null'],
    ['of a version that never was', wholeFile({ version: 1.5 })],
    ['without a version', JSON.stringify({ accounts: [work] })],
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

  const unreadable: [string, unknown][] = [
    ['with a client ID that is no text', { ...home, clientId: 17 }],
    ['with a token URL that is not safe', { ...home, tokenUrl: 'http://evil.example/token' }],
    ['with a client ID that is too long', { ...home, clientId: 'x'.repeat(5000) }],
    ['with a control character in its name', { ...home, name: 'Ho\u001bme' }],
    ['with too many scopes', { ...home, scopes: Array.from({ length: 501 }, (_, at) => `s${at}`) }],
    ['without an ID', { ...home, id: undefined }],
    ['with the ID of another account', { ...home, id: 'work' }],
    ['of a kind that nobody knows yet', { ...home, kind: 'jira-moon' }],
    ['that is a word', 'nonsense'],
    ['that is nothing', null],
  ]
  it.each(unreadable)('keeps a record %s, and all other accounts', async (_what, record) => {
    const content = wholeFile({ accounts: [work, record] })
    const path = await settingsPath(content)
    const { records, setAside } = openRecords(path)
    expect(records.accounts()).toEqual([work])
    expect(setAside).toMatchObject({ why: 'partlyDamaged' })
    expect(readFileSync(join(dirname(path), setAside!.keptAs), 'utf8')).toBe(content)
    records.saveAccounts([{ ...work, hasToken: true }])
    expect(openRecords(path)).toMatchObject({ setAside: null })
    const { unreadable: kept } = JSON.parse(readFileSync(path, 'utf8')) as RecordsContent
    expect(kept).toEqual(JSON.parse(JSON.stringify([record])))
  })

  it('makes a record an account again once it can be read', async () => {
    const path = await settingsPath(wholeFile({ accounts: [work, { ...home, clientId: 17 }] }))
    openRecords(path).records.saveAccounts([work])
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/"clientId":\s*17/, '"clientId": "client-id"'))
    const { records, setAside } = openRecords(path)
    expect(setAside).toBeNull()
    expect(records.accounts()).toEqual([work, home])
    records.saveAccounts(records.accounts())
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ unreadable: [] })
  })

  it('refuses to store a record that could not be read back', async () => {
    const path = await settingsPath()
    const { records } = openRecords(path)
    records.saveAccounts([work])
    expect(() => records.saveAccounts([work, { ...home, clientId: 'x'.repeat(5000) }])).toThrow(/clientId/)
    expect(records.accounts()).toEqual([work])
    expect(openRecords(path).records.accounts()).toEqual([work])
  })

  it('is read when an editor has put a byte order mark in front', async () => {
    const path = await settingsPath(`\uFEFF${wholeFile()}`)
    const { records, setAside } = openRecords(path)
    expect(setAside).toBeNull()
    expect(records.accounts()).toEqual([work, home])
    records.saveAccounts([work])
    expect(openRecords(path).records.accounts()).toEqual([work])
  })

  const damages: [string, (text: string) => string | Buffer][] = [
    ['empty', () => ''],
    ['cut off', (text) => text.slice(0, text.length / 2)],
    ['full of zeros', (text) => '\0'.repeat(text.length)],
    ['followed by zeros', (text) => `${text}${'\0'.repeat(100)}`],
    ['written with a trailing comma', (text) => text.replace(/\}\s*$/, ',}')],
    ['written with a comment', (text) => `// mine\n${text}`],
    ['saved as UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['written twice', (text) => text + text],
    ['a merge conflict', (text) => `<<<<<<< ours\n${text}\n=======\n${text}\n>>>>>>> theirs\n`],
    ['a list', () => '[]'],
    ['null', () => 'null'],
    ['without its accounts', () => JSON.stringify({ version: 2, settings: defaultSettings })],
    ['without a version', (text) => text.replace('"version"', '"revision"')],
  ]
  it.each(damages)('is replaced by its last good copy when it is %s', async (_what, damage) => {
    const path = await settingsPath()
    const { records } = openRecords(path)
    records.saveAccounts([work, home])
    records.saveSettings({ ...defaultSettings, bufferMinutes: 12 })
    const damaged = damage(readFileSync(path, 'utf8'))
    writeFileSync(path, damaged)
    const again = openRecords(path)
    expect(again.setAside).toMatchObject({ file: 'settings.json', why: 'restored' })
    expect(again.records.accounts()).toEqual([work, home])
    expect(again.records.settings().bufferMinutes).toBe(12)
    expect(readFileSync(join(dirname(path), again.setAside!.keptAs))).toEqual(Buffer.from(damaged))
    // and the copy survives that, too
    writeFileSync(path, damaged)
    expect(openRecords(path).records.accounts()).toEqual([work, home])
  })

  it('is replaced by its last good copy when it is gone', async () => {
    const path = await settingsPath()
    openRecords(path).records.saveAccounts([work])
    rmSync(path)
    const again = openRecords(path)
    expect(again.setAside).toEqual({
      file: 'settings.json',
      keptAs: 'settings.last-good.json',
      why: 'missing',
    })
    expect(again.records.accounts()).toEqual([work])
  })

  it('keeps its copy for its user only', async () => {
    const path = await settingsPath()
    openRecords(path).records.saveAccounts([work])
    await expectMode(join(dirname(path), 'settings.last-good.json'), 0o600)
  })

  it('works without space for a copy', async () => {
    const path = await settingsPath()
    openRecords(path).records.saveAccounts([work])
    // in the way of the copy
    mkdirSync(join(dirname(path), 'settings.last-good.json.new'))
    openRecords(path).records.saveAccounts([work, home])
    expect(openRecords(path).records.accounts()).toEqual([work, home])
  })

  it('keeps the accounts when only the settings are damaged, and vice versa', async () => {
    const noSettings = openRecords(await settingsPath(wholeFile({ settings: { bufferMinutes: 'many' } })))
    expect(noSettings.records.accounts()).toEqual([work, home])
    expect(noSettings.records.settings()).toEqual(defaultSettings)
    expect(noSettings.setAside).not.toBeNull()

    const missing = openRecords(await settingsPath(wholeFile({ settings: undefined })))
    expect(missing.records.accounts()).toEqual([work, home])

    const settings = { ...defaultSettings, bufferMinutes: 9 }
    const noAccounts = openRecords(await settingsPath(wholeFile({ settings, accounts: 'none' })))
    expect(noAccounts.records.accounts()).toEqual([])
    expect(noAccounts.records.settings()).toEqual(settings)
    expect(noAccounts.setAside).not.toBeNull()
  })

  it('sets a second damaged file aside next to the first, even within the same second', async () => {
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
  const count = (atMs: number, number: number) =>
    ({ kind: 'issued', atMs, sinceMs: 1, client: 'curl', count: number }) as const
  const line = (event: object, account = 'work') => `${JSON.stringify({ account, event })}\n`
  const head = '{"version":1}\n'

  async function historyPath(content?: string) {
    const path = join(await temporaryFolder(), 'history.jsonl')
    if (content !== undefined) writeFileSync(path, content)
    return path
  }
  function openHistory(path: string) {
    const { file, setAside } = openHistoryLog(path, now)
    return { history: file, setAside }
  }
  const read = (path: string) => openHistory(path).history.read()

  it('keeps what was added, one line per event, readable only by its user', async () => {
    const path = await historyPath()
    const { history } = openHistory(path)
    history.append([{ account: 'work', event: failed(1) }])
    history.append([
      { account: 'home', event: failed(2) },
      { account: 'work', event: failed(3) },
    ])
    expect(readFileSync(path, 'utf8')).toBe(
      head + line(failed(1)) + line(failed(2), 'home') + line(failed(3)),
    )
    await expectMode(path, 0o600)
    const again = openHistory(path)
    expect(again.history.read()).toEqual({ work: [failed(1), failed(3)], home: [failed(2)] })
    expect(again.history.length()).toBe(3)
    again.history.append([{ account: 'work', event: failed(4) }])
    expect(read(path)['work']).toEqual([failed(1), failed(3), failed(4)])
  })

  it('is replaced by what is saved', async () => {
    const path = await historyPath(head + line(failed(1)) + line(failed(2), 'gone'))
    const { history } = openHistory(path)
    history.save({ work: [failed(3)] })
    history.append([{ account: 'work', event: failed(4) }])
    expect(history.length()).toBe(2)
    expect(readFileSync(path, 'utf8')).toBe(head + line(failed(3)) + line(failed(4)))
    await expectMode(path, 0o600)
    expect(readdirSync(dirname(path))).toEqual(['history.jsonl'])
  })

  it('uses the latest value of a count that was written repeatedly', async () => {
    const path = await historyPath(head + line(count(2, 1)) + line(count(3, 5)) + line(failed(4)))
    expect(read(path)).toEqual({ work: [count(3, 5), failed(4)] })
  })

  it('has the last 200 events of each account, however many there are', async () => {
    const path = await historyPath(
      head + Array.from({ length: 300 }, (_, atMs) => line(failed(atMs))).join(''),
    )
    expect(read(path)['work']).toHaveLength(200)
    expect(read(path)['work']?.at(-1)?.atMs).toBe(299)
  })

  it.each([
    ['half a line', line(failed(2)).slice(0, -9)],
    ['a line without its end', line(failed(2)).slice(0, -1)],
    ['zeros', '\0'.repeat(64)],
    ['half a character', Buffer.from('{"account":"ü').subarray(0, -1).toString('latin1')],
  ])('drops what a crash has cut off (%s), and continues', async (_what, torn) => {
    const path = await historyPath(head + line(failed(1)) + torn)
    const { history, setAside } = openHistory(path)
    expect(setAside).toBeNull()
    expect(history.read()).toEqual({ work: [failed(1)] })
    history.append([{ account: 'work', event: failed(3) }])
    expect(openHistory(path)).toMatchObject({ setAside: null })
    expect(readFileSync(path, 'utf8')).toBe(head + line(failed(1)) + line(failed(3)))
  })

  it.each(['', '{"vers'])('starts over if a crash left only “%s”', async (torn) => {
    const path = await historyPath(torn)
    const { history, setAside } = openHistory(path)
    expect(setAside).toBeNull()
    history.append([{ account: 'work', event: failed(1) }])
    expect(readFileSync(path, 'utf8')).toBe(head + line(failed(1)))
  })

  it.each([
    ['a line that is no JSON', 'hello\n'],
    ['an event that nobody knows', line({ kind: 'flew', atMs: 1 })],
    ['zeros', `${'\0'.repeat(64)}\n`],
  ])('loses no other line to %s, and is set aside as it was', async (_what, bad) => {
    const content = head + line(failed(1)) + bad + line(failed(2))
    const path = await historyPath(content)
    const { history, setAside } = openHistory(path)
    const keptAs = 'history.damaged-2026-11-05T08-30-00.jsonl'
    expect(setAside).toEqual({ file: 'history.jsonl', keptAs, why: 'damaged' })
    expect(readFileSync(join(dirname(path), keptAs), 'utf8')).toBe(content)
    expect(history.read()).toEqual({ work: [failed(1), failed(2)] })
    expect(openHistory(path)).toMatchObject({ setAside: null })
    expect(read(path)).toEqual({ work: [failed(1), failed(2)] })
  })

  it.each([
    ['no history', 'hello', 'damaged'],
    ['full of zeros', '\0'.repeat(512), 'damaged'],
    ['of a newer version', '{"version":2}\n{"shape":"nobody knows yet"}\n', 'newer'],
  ])('is set aside when it is %s', async (_what, content, why) => {
    const path = await historyPath(content)
    const { history, setAside } = openHistory(path)
    expect(setAside).toMatchObject({ why })
    expect(history.read()).toEqual({})
    expect(readFileSync(join(dirname(path), setAside!.keptAs), 'utf8')).toBe(content)
    expect(openHistory(path)).toMatchObject({ setAside: null })
  })

  it('imports the file of earlier versions, which rewrote it each time', async () => {
    const text = readFileSync(fixture('history-before-kinds.json'), 'utf8')
    const path = await historyPath()
    writeFileSync(join(dirname(path), 'history.json'), text)
    const { accounts } = JSON.parse(text) as { accounts: object }
    expect(read(path)).toEqual(accounts)
    expect(readdirSync(dirname(path))).toEqual(['history.jsonl'])
    expect(read(path)).toEqual(accounts)
  })
})
