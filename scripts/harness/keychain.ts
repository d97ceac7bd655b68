import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { rootFolder } from '../bootstrap/root-folder.ts'

/** What the keychain contains for one account. */
export interface KeychainItem {
  readonly accountId: string
  readonly clientSecret: string | null
  readonly tokenSet: {
    readonly accessToken: string
    readonly refreshToken: string | null
    readonly expiresAtMs: number
    readonly scopes: readonly string[]
  } | null
}

/** The keychain service of an app with this data folder (src/main/app-paths.ts). */
export function getKeychainService(dataFolder: string): string {
  return `Jira Token Tray (${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)})`
}

const script = `
require('keytar').findCredentials(process.argv[1])
  .then((items) => process.stdout.write(JSON.stringify(items)))
`

/**
 * Everything under this service, read by a separate program: libsecret sticks to the session bus that a process used
 * first, and a test may have several.
 */
export async function readKeychain(env: NodeJS.ProcessEnv, service: string): Promise<KeychainItem[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, service], {
    env,
    cwd: rootFolder,
    maxBuffer: 16 * 1024 * 1024,
  })
  const items = JSON.parse(stdout) as { account: string; password: string }[]
  return items.map(({ account, password }) => ({
    accountId: account,
    ...(JSON.parse(password) as Omit<KeychainItem, 'accountId'>),
  }))
}
