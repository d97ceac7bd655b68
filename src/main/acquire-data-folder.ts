import type { Log } from '../core/ports.ts'
import { createLocalApi, type LocalApi } from '../owner/api/local-api.ts'
import { noteHowToStart } from '../ownership/start-command.ts'
import { AppError } from '../shared/error-codes.ts'
import type { AppPaths } from './app-paths.ts'
import { startCommand } from './login-item/login-item.ts'

/** An agent that is asked to release ownership finishes its renewals first. */
const acquireTimeoutMs = 60_000

/** Comes first: only the owner of the data folder may touch the accounts. Rejects with `ownerStays`. */
export async function acquireDataFolder({ dataFolder }: AppPaths, log: Log): Promise<LocalApi> {
  const localApi = createLocalApi({ dataFolder, log, acquires: true, busyTimeoutMs: acquireTimeoutMs })
  const status = await localApi.ownershipStatus
  if (status === 'taken' || status === 'busy') throw new AppError('ownerStays')
  if (status === 'owned') noteHowToStart(dataFolder, startCommand())
  return localApi
}
