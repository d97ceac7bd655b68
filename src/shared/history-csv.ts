import { cleanText } from './clean-text.ts'
import type { HistoryAnswer, HistoryEntry } from './history.ts'

const columns = [
  'at',
  'kind',
  'client',
  'count',
  'since',
  'person',
  'code',
  'message',
  'hadLeftSec',
  'expiresAt',
] as const

/**
 * What spreadsheets take for the beginning of a formula, in full width too, also in a cell that they begin themselves because
 * their separator is another one. Source: OWASP, "CSV Injection".
 */
const formulaStart = /(^|[,;\t"'|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** A quoted cell (RFC 4180) that is text for every spreadsheet: an apostrophe stands before what could be a formula. */
function toCell(value: string | number | null | undefined): string {
  if (typeof value !== 'string') return String(value ?? '')
  const text = cleanText(value, Infinity).replaceAll(formulaStart, "$1$2'")
  return `"${text.replaceAll('"', '""')}"`
}

/**
 * The events of a history, oldest first, as a table for spreadsheets (RFC 4180), with the same names and values as in the
 * local API. Begins with a byte order mark: without one, Excel takes UTF-8 for something else.
 */
export function historyCsv({ events }: Pick<HistoryAnswer, 'events'>): string {
  const row = (event: HistoryEntry) => {
    const cells: Readonly<Partial<Record<string, string | number | null>>> = event
    return columns.map((column) => toCell(cells[column])).join(',')
  }
  return `\ufeff${[columns.join(','), ...events.map(row)].join('\r\n')}\r\n`
}
