import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openJsonFile, type JsonStore } from './json-file.ts'
import { openHistoryLog } from './history-log.ts'
import {
  createRecords,
  describeUnreadable,
  emptyRecords,
  readRecords,
  type RecordsContent,
} from './records-file.ts'
import type { HistoryFile, Records } from '../../core/ports.ts'
import type { Notice } from '../../shared/snapshot.ts'

/** Opens the store on a JSON file that only this user can read: `electron-store` in the app, `conf` in the agent. */
export type OpenStore = <T extends Record<string, unknown>>(path: string) => JsonStore<T>

/** What `openSettings` found. */
export interface OpenedSettings {
  readonly records: Records
  readonly history: HistoryFile
  /** Whether these are all accounts of this folder: no file or record is damaged, set aside, or restored. */
  readonly isComplete: boolean
  /** One notice per file and per account that could not be used and was set aside. */
  readonly notices: readonly Notice[]
}

/** Whether an earlier settings file is kept in the folder: it may have accounts that its user wants back. */
const hasKeptSettings = (folder: string): boolean =>
  readdirSync(folder).some((name) => /^settings\.(damaged|newer)-/.test(name))

/** Opens settings, account records, and history in this folder. Throws errors from `node:fs`. */
export function openSettings(folder: string, openStore: OpenStore): OpenedSettings {
  const path = join(folder, 'settings.json')
  const now = () => new Date()
  const open = () => openStore<RecordsContent>(path)
  const isNew = !existsSync(path)
  const settings = openJsonFile({ path, empty: emptyRecords, read: readRecords, now, open })
  const history = openHistoryLog(join(folder, 'history.jsonl'), now)
  const notices = [settings.setAside, history.setAside].flatMap((setAside) =>
    setAside === null ? [] : [{ kind: 'fileSetAside' as const, ...setAside }],
  )
  const { unreadable } = settings.file.get()
  return {
    records: createRecords(settings.file),
    history: history.file,
    isComplete: !isNew && settings.setAside === null && unreadable.length === 0 && !hasKeptSettings(folder),
    notices: [
      ...notices,
      ...unreadable.map((record) => ({ kind: 'accountSetAside' as const, ...describeUnreadable(record) })),
    ],
  }
}
