import { isAbsolute, join } from 'node:path'

/** Everything but letters and digits of any language and a few safe characters: may trouble file systems or shells. */
const unsafeCharacters = /[^\p{L}\p{N}._-]+/gu
/** Devices on Windows, whatever the extension. Source: Microsoft Learn, "Naming Files, Paths, and Namespaces". */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const leadingOrTrailingMarks = /^[._-]+|[._-]+$/g

/** The default folder for token files: in memory if the desktop has a runtime folder, otherwise in the data folder. */
export function tokenFolder(environment: NodeJS.ProcessEnv, dataFolder: string): string {
  const runtime = environment['XDG_RUNTIME_DIR'] ?? ''
  return isAbsolute(runtime) ? join(runtime, 'jira-token-tray') : join(dataFolder, 'tokens')
}

/** An account's name as the name of a file, without an extension. */
export function toFileName(accountName: string): string {
  const safe = accountName
    .normalize('NFC')
    .replaceAll(unsafeCharacters, '-')
    .replaceAll(leadingOrTrailingMarks, '')
  return safe === '' ? 'account' : deviceName.test(safe) ? `account-${safe}` : safe
}

/** The default path of an account's token file. */
export function tokenFilePath(
  environment: NodeJS.ProcessEnv,
  dataFolder: string,
  accountName: string,
): string {
  return join(tokenFolder(environment, dataFolder), `${toFileName(accountName)}.token`)
}
