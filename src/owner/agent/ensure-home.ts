import { homeFolder, HomeMissing, spelledDataFolder } from '../../ownership/data-folder.ts'

/** Sets HOME to the data folder if there is no home folder: libraries look for one while they load. Throws `HomeMissing`. */
export function ensureHome(environment: NodeJS.ProcessEnv): void {
  try {
    homeFolder(environment)
  } catch (error) {
    if (!(error instanceof HomeMissing)) throw error
    environment['HOME'] = spelledDataFolder(environment)
  }
}
