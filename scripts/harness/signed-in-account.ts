import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { emptyRecords, type RecordsContent } from '../../src/adapters/settings/records-file.ts'
import type { AccountRecord } from '../../src/core/ports.ts'
import type { AccountSecret, TokenSet } from '../../src/core/token/token-set.ts'
import { defaultSettings, type Settings } from '../../src/shared/settings.ts'
import type { DesktopSession } from './desktop-session.ts'
import { accountRecord } from '../fixtures/account-record.ts'
import { getKeychainService } from './keychain.ts'

type Session = Pick<DesktopSession, 'atlassian' | 'dataFolder' | 'desktop'>

/** A token pair from the provider itself, with the lifetime that the provider gives it. */
async function grantedPair(atlassian: LocalAtlassian, scopes: readonly string[]): Promise<TokenSet> {
  const redirectUri = atlassian.redirectUris[0] ?? ''
  const client = { client_id: atlassian.clientId, redirect_uri: redirectUri }
  const authorize = new URL(atlassian.authorizeUrl)
  const parameters = {
    ...client,
    scope: scopes.join(' '),
    response_type: 'code',
    state: 's',
    prompt: 'consent',
  }
  authorize.search = new URLSearchParams(parameters).toString()
  const { url } = await walkThroughSignIn(authorize)
  const obtainedAtMs = Date.now()
  const response = await fetch(atlassian.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      ...client,
      client_secret: atlassian.clientSecret,
      grant_type: 'authorization_code',
      code: url.searchParams.get('code') ?? '',
    }),
  })
  const answer = (await response.json()) as {
    access_token: string
    refresh_token: string
    expires_in: number
  }
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    obtainedAtMs,
    expiresAtMs: obtainedAtMs + answer.expires_in * 1000,
    lifetimeSec: answer.expires_in,
    scopes: [...scopes],
  }
}

const setPassword = `
let text = ''
process.stdin.on('data', (chunk) => (text += chunk)).on('end', async () => {
  const [service, account] = process.argv.slice(1)
  await require('keytar').setPassword(service, account, text)
})
`

async function putIntoKeychain({ desktop, dataFolder }: Session, id: string, secret: AccountSecret) {
  const child = spawn(process.execPath, ['-e', setPassword, getKeychainService(dataFolder), id], {
    env: desktop.env,
    cwd: rootFolder,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(JSON.stringify(secret))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('keytar could not store the secret')
}

export interface SignedInOptions {
  /** Default `work`. */
  readonly name?: string
  /** Seconds that the access token seems to have left; below 300 a renewal is due. Default: its whole lifetime. */
  readonly leftSec?: number
  /** The provider to sign in to; default: the session's own. */
  readonly atlassian?: LocalAtlassian
  readonly account?: Partial<AccountRecord>
}

/**
 * Puts signed-in accounts into the keychain and settings, like the app would: a quick way to reach the state in which
 * most tests start. Their IDs are their names. Resets the counts of the providers.
 */
export async function putSignedInAccounts(
  session: Session,
  signedIn: readonly SignedInOptions[],
  settings: Partial<Settings> = {},
): Promise<TokenSet[]> {
  const made = await Promise.all(
    signedIn.map(async ({ name = 'work', leftSec, atlassian = session.atlassian, account = {} }) => {
      const { clientId, authorizeUrl, tokenUrl, apiUrl, clientSecret } = atlassian
      const urls = { clientId, authorizeUrl, tokenUrl, apiUrl }
      const record = accountRecord({
        id: name,
        name,
        hasToken: true,
        hasClientSecret: true,
        ...urls,
        ...account,
      })
      const tokenSet = withLifeLeft(await grantedPair(atlassian, record.scopes), leftSec)
      atlassian.resetCounts()
      await putIntoKeychain(session, record.id, { clientSecret, tokenSet })
      return { record, tokenSet }
    }),
  )
  const content: RecordsContent = {
    ...emptyRecords,
    settings: { ...defaultSettings, ...settings },
    accounts: made.map(({ record }) => record),
  }
  await writeFile(join(session.dataFolder, 'settings.json'), JSON.stringify(content))
  return made.map(({ tokenSet }) => tokenSet)
}

/** The same token set, but apparently obtained earlier. */
function withLifeLeft(tokenSet: TokenSet, leftSec: number | undefined): TokenSet {
  const cutMs = leftSec === undefined ? 0 : tokenSet.expiresAtMs - Date.now() - leftSec * 1000
  const { obtainedAtMs, expiresAtMs } = tokenSet
  return { ...tokenSet, obtainedAtMs: obtainedAtMs - cutMs, expiresAtMs: expiresAtMs - cutMs }
}

/** The account records on disk. */
export async function recordsOnDisk({
  dataFolder,
}: Pick<Session, 'dataFolder'>): Promise<readonly AccountRecord[]> {
  const text = await readFile(join(dataFolder, 'settings.json'), 'utf8')
  return (JSON.parse(text) as RecordsContent).accounts
}
