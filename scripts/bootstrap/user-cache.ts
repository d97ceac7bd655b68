import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder for files that are downloaded once per user. */
export function userCache(env: NodeJS.ProcessEnv = process.env) {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'jira-token-tray')
}
