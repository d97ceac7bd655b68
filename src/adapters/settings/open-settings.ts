import { join } from 'node:path'
import { openJsonFile, type JsonStore } from './json-file.ts'
import { openHistoryLog } from './history-log.ts'
import { createRecords, emptyRecords, readRecords, type RecordsContent } from './records-file.ts'
import type { HistoryFile, Records } from '../../core/ports.ts'
import type { Notice } from '../../shared/snapshot.ts'

/** Opens the store on a JSON file that only this user can read: `electron-store` in the app, `conf` in the agent. */
export type OpenStore = <T extends Record<string, unknown>>(path: string) => JsonStore<T>

/** What `openSettings` found. */
export interface OpenedSettings {
  readonly records: Records
  readonly history: HistoryFile
  /** One notice per file that could not be used and was set aside. */
  readonly notices: readonly Notice[]
}

/** Opens settings, account records, and history in this folder. Throws errors from `node:fs`. */
export function openSettings(folder: string, openStore: OpenStore): OpenedSettings {
  const path = join(folder, 'settings.json')
  const now = () => new Date()
  const open = () => openStore<RecordsContent>(path)
  const settings = openJsonFile({ path, empty: emptyRecords, read: readRecords, now, open })
  const history = openHistoryLog(join(folder, 'history.jsonl'), now)
  const notices = [settings.setAside, history.setAside].flatMap((setAside) =>
    setAside === null ? [] : [{ kind: 'fileSetAside' as const, ...setAside }],
  )
  return {
    records: createRecords(settings.file),
    history: history.file,
    notices,
  }
}
