import Conf from 'conf'
import { basename, dirname } from 'node:path'
import type { OpenStore } from '../../adapters/settings/open-settings.ts'

/** Opens a JSON file as electron-store does in the app; nobody else reads it. */
export const openConfStore: OpenStore = (path) =>
  new Conf({
    projectName: 'jira-token-tray',
    cwd: dirname(path),
    configName: basename(path, '.json'),
    configFileMode: 0o600,
    clearInvalidConfig: false,
  })
