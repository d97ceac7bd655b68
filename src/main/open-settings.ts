import Store from 'electron-store'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { openJsonFile, type JsonFileOptions } from '../adapters/settings/json-file.ts'
import { createHistoryFile, emptyHistory, readHistory } from '../adapters/settings/history-file.ts'
import { createRecords, emptyRecords, readRecords } from '../adapters/settings/records-file.ts'
import type { HistoryFile, Records } from '../core/ports.ts'
import type { Notice } from '../shared/snapshot.ts'

/** The user's files; nobody else reads them. */
const fileMode = 0o600

function openStore<T extends Record<string, unknown>>(
  options: Pick<JsonFileOptions<T>, 'path' | 'empty' | 'read'>,
) {
  const { path } = options
  return openJsonFile<T>({
    ...options,
    now: () => new Date(),
    open: () =>
      new Store<T>({
        cwd: dirname(path),
        name: basename(path, '.json'),
        configFileMode: fileMode,
        clearInvalidConfig: false,
      }),
  })
}

export interface OpenedSettings {
  readonly records: Records
  readonly history: HistoryFile
  /** Files that were damaged and have been set aside. */
  readonly notices: readonly Notice[]
  readonly isFirstRun: boolean
}

/** Opens settings, account records and history in that folder. */
export function openSettings(folder: string): OpenedSettings {
  const path = join(folder, 'settings.json')
  const isFirstRun = !existsSync(path)
  const settings = openStore({ path, empty: emptyRecords, read: readRecords })
  const history = openStore({ path: join(folder, 'history.json'), empty: emptyHistory, read: readHistory })
  const notices = [settings.setAside, history.setAside].flatMap((setAside) =>
    setAside === null ? [] : [{ kind: 'fileSetAside' as const, ...setAside }],
  )
  return {
    records: createRecords(settings.file),
    history: createHistoryFile(history.file),
    notices,
    isFirstRun,
  }
}
