import { isAbsolute, join } from 'node:path'

/** What file systems and shells take without a fuss: letters and digits of any language, and a few marks. */
const fussy = /[^\p{L}\p{N}._-]+/gu
const edges = /^[._-]+|[._-]+$/g

/** The folder for token files whose place nobody chose: in memory where the desktop offers that, else with our data. */
export function tokenFolder(environment: NodeJS.ProcessEnv, dataFolder: string): string {
  const runtime = environment['XDG_RUNTIME_DIR'] ?? ''
  return isAbsolute(runtime) ? join(runtime, 'jira-token-tray') : join(dataFolder, 'tokens')
}

/** Where an account's token file is unless the user says otherwise. */
export function tokenFilePath(
  environment: NodeJS.ProcessEnv,
  dataFolder: string,
  accountName: string,
): string {
  const safe = accountName.normalize('NFC').replaceAll(fussy, '-').replaceAll(edges, '')
  return join(tokenFolder(environment, dataFolder), `${safe === '' ? 'account' : safe}.token`)
}
