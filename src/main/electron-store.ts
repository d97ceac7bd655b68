import Store from 'electron-store'
import { basename, dirname } from 'node:path'
import type { OpenStore } from '../adapters/settings/open-settings.ts'

/** Opens a JSON file with electron-store; nobody else reads it. */
export const openElectronStore: OpenStore = (path) =>
  new Store({
    cwd: dirname(path),
    name: basename(path, '.json'),
    configFileMode: 0o600,
    clearInvalidConfig: false,
  })
