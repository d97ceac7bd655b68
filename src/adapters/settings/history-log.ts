import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { addEvent } from '../../core/accounts/history.ts'
import type { AccountEvent, HistoryFile } from '../../core/ports.ts'
import { historyEventSchema, maxHistoryEvents, type HistoryEvent } from '../../shared/history.ts'
import { isNewer, parseJson, setFileAside, type Fit, type SetAside } from './json-file.ts'

const ownVersion = 1
const headLine = JSON.stringify({ version: ownVersion })

const lineSchema = z.object({ account: z.string(), event: historyEventSchema })

type Content = Record<string, HistoryEvent[]>

interface Found {
  readonly content: Content
  readonly fit: Fit
  /** How many event lines the file has. */
  readonly length: number
  /** The size in bytes, without a last line that a crash has cut off. */
  readonly wholeBytes: number
}

function read(text: string): Found {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const [head = '', ...lines] = whole.split('\n').slice(0, -1)
  const found = { content: {} as Content, length: lines.length, wholeBytes: Buffer.byteLength(whole) }
  if (whole === '') return { ...found, fit: headLine.startsWith(text) ? 'whole' : 'damaged' }
  if (isNewer(parseJson(head), ownVersion)) return { ...found, fit: 'newer' }
  let isWhole = head === headLine
  for (const line of lines) {
    const { success, data } = lineSchema.safeParse(parseJson(line))
    if (success) addEvent((found.content[data.account] ??= []), data.event)
    else isWhole = false
  }
  for (const [account, events] of Object.entries(found.content))
    found.content[account] = events.slice(-maxHistoryEvents)
  return { ...found, fit: isWhole ? 'whole' : 'damaged' }
}

const toLines = (events: readonly AccountEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')

/** The format of earlier versions: one JSON value, rewritten for each event. */
const earlierSchema = z.object({ accounts: z.record(z.string(), z.array(historyEventSchema)) })

/**
 * Opens the history: a file with one line of JSON per event, so a new event only adds a line. Nothing depends on it, so it
 * is not synced to the disk, and a power cut may lose the last lines. A damaged file is set aside, and its good lines are
 * kept.
 */
export function openHistoryLog(
  path: string,
  now: () => Date,
): { file: HistoryFile; setAside: SetAside | null } {
  const isNew = !existsSync(path)
  const { content, fit, ...found } = read(isNew ? '' : readFileSync(path, 'utf8'))
  let length = found.length
  /** How much of the file to keep when an event is added; null: all of it. */
  let keptBytes: number | null = found.wholeBytes

  const save: HistoryFile['save'] = (history) => {
    const all = Object.entries(history).flatMap(([account, events]) =>
      events.map((event) => ({ account, event })),
    )
    const temporary = `${path}.new`
    writeFileSync(temporary, `${headLine}\n${toLines(all)}`, { mode: 0o600 })
    renameSync(temporary, path)
    length = all.length
    keptBytes = null
  }
  const append: HistoryFile['append'] = (events) => {
    if (keptBytes === 0) writeFileSync(path, `${headLine}\n`, { mode: 0o600 })
    else if (keptBytes !== null) truncateSync(path, keptBytes)
    keptBytes = null
    appendFileSync(path, toLines(events))
    length += events.length
  }

  const setAside = fit === 'whole' ? null : setFileAside(path, fit, now())
  if (setAside !== null) save(content)
  const earlier = join(dirname(path), 'history.json')
  if (isNew && existsSync(earlier)) {
    const old = earlierSchema.safeParse(parseJson(readFileSync(earlier, 'utf8')))
    if (old.success) {
      Object.assign(content, old.data.accounts)
      try {
        save(content)
        rmSync(earlier)
      } catch {
        // on a full disk the app must start all the same
      }
    }
  }
  return { setAside, file: { read: () => content, append, save, length: () => length } }
}
