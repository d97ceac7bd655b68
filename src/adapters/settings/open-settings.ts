import { join } from 'node:path'
import { openJsonFile, type JsonFileOptions, type JsonStore } from './json-file.ts'
import { createHistoryFile, emptyHistory, readHistory } from './history-file.ts'
import { createRecords, emptyRecords, readRecords } from './records-file.ts'
import type { HistoryFile, Records } from '../../core/ports.ts'
import type { Notice } from '../../shared/snapshot.ts'

/** Opens the store on a JSON file, for the user's eyes only: `electron-store` in the app, `conf` in the agent. */
export type OpenStore = <T extends Record<string, unknown>>(path: string) => JsonStore<T>

export interface OpenedSettings {
  readonly records: Records
  readonly history: HistoryFile
  /** Files that could not be used and have been set aside. */
  readonly notices: readonly Notice[]
}

/** Opens settings, account records and history in that folder. */
export function openSettings(folder: string, openStore: OpenStore): OpenedSettings {
  const open = <T extends Record<string, unknown>>(
    name: string,
    { empty, read }: Pick<JsonFileOptions<T>, 'empty' | 'read'>,
  ) => {
    const path = join(folder, name)
    return openJsonFile<T>({ path, empty, read, now: () => new Date(), open: () => openStore<T>(path) })
  }
  const settings = open('settings.json', { empty: emptyRecords, read: readRecords })
  const history = open('history.json', { empty: emptyHistory, read: readHistory })
  const notices = [settings.setAside, history.setAside].flatMap((setAside) =>
    setAside === null ? [] : [{ kind: 'fileSetAside' as const, ...setAside }],
  )
  return {
    records: createRecords(settings.file),
    history: createHistoryFile(history.file),
    notices,
  }
}
