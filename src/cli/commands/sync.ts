import { basename, dirname, join, resolve } from 'node:path'
import { accountPath } from '../../client/ask-owner.ts'
import { getDataFolder, toRealPath } from '../../ownership/data-folder.ts'
import { tokenFilePath } from '../../files/token-file-path.ts'
import { cleanText, toCleanJson } from '../../shared/clean-text.ts'
import type { AccountStatus, RouteAnswer, Status } from '../../shared/local-api.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { statusOfAccount } from '../accounts/account-status.ts'
import { failure, chooseOne, unknownCommand, usageError, type Command, type Given } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { note, print } from '../terminal/print.ts'
import { ask } from '../connection.ts'

type SyncedFile = AccountStatus['syncedFiles'][number]

const tracked = 'Warning: Git tracks this file, so a commit would include the token'
const maybeTracked =
  'Warning: can’t tell whether Git tracks this file; if it does, a commit would include the token'
const shared = 'Warning: other users can write to its folder, so they could replace this file'

/** A file on one line, with its problems below. */
function formatSyncedFile({ path, state, error, trackedByGit, inSharedFolder }: SyncedFile): string[] {
  const problems = [
    ...(error === null ? [] : [error.message]),
    ...(trackedByGit === true ? [tracked] : trackedByGit === null ? [maybeTracked] : []),
    ...(inSharedFolder ? [shared] : []),
  ]
  return [
    `${state.padEnd(7)}  ${cleanText(path, Infinity)}`,
    ...problems.map((problem) => `         ${problem}`),
  ]
}

async function getAccountByName(wanted: string | null): Promise<AccountStatus> {
  const { id, name } = await getAccountSettings(wanted)
  const found = await statusOfAccount(id)
  if (found === null) throw failure(`${name} has just been removed.`, exitCodes.noSuchAccount)
  return found
}

async function list(account: string | null, json: boolean): Promise<void> {
  const { accounts } = await ask<Status>({ method: 'GET', target: '/v1/status' })
  const shown = account === null ? accounts : [await getAccountByName(account)]
  const files = shown.flatMap(({ name, syncedFiles }) =>
    syncedFiles.map((file) => ({ account: name, ...file })),
  )
  if (json) return print(toCleanJson(files, 2))
  if (files.length === 0) return note('No synced files. Add one: jira-token sync add --env FILE')
  for (const file of files) print(`${file.account}: ${formatSyncedFile(file).join('\n')}`)
}

/** The file that the options name: `--env FILE`, `--token-file FILE`, or the default token file. */
async function target(
  given: Given,
  account: AccountStatus,
): Promise<{ path: string; kind: 'env' | 'token' }> {
  const [env, tokenFile] = [given.value('env'), given.value('token-file')]
  if (env !== null && tokenFile !== null) throw chooseOne('--env', '--token-file')
  if (env === '' || tokenFile === '')
    throw usageError(`the path after ${env === '' ? '--env' : '--token-file'} is empty`)
  if (env !== null) return { path: resolve(env), kind: 'env' }
  if (tokenFile !== null) return { path: resolve(tokenFile), kind: 'token' }
  return { path: tokenFilePath(process.env, getDataFolder(process.env), account.name), kind: 'token' }
}

/** The file's real path, as the owner stores it: by its true name where the system ignores letter case. */
function realPath(path: string): string {
  const inRealFolder = join(toRealPath(dirname(path)), basename(path))
  const real = toRealPath(inRealFolder)
  // a link has another name
  return real.toLowerCase() === inRealFolder.toLowerCase() ? real : inRealFolder
}

/** The file if it is already synced; null if it is not, or if the options change how. */
function existingFile(given: Given, account: AccountStatus, path: string, kind: string): SyncedFile | null {
  const changesContent = ['name', 'expiry-name', 'cloud-id-name'].some(
    (option) => given.value(option) !== null,
  )
  const isIt = (file: SyncedFile) => file.kind === kind && file.path === realPath(path)
  return changesContent || given.has('in-place') ? null : (account.syncedFiles.find(isIt) ?? null)
}

const containerHint =
  'If a container mounts just this file, it keeps seeing the old content: mount the folder instead, or use --in-place.'

/** How often to look for the token in the file; a write takes a few seconds at most. */
const lookEveryMs = 250
const maxLooks = 20

/** The file once the token is in it, after getting one if there is none. Rejects with an `OwnerError` or `CliError`. */
async function withToken(account: AccountStatus, added: SyncedFile): Promise<void> {
  let file: SyncedFile | undefined = added
  if (file.state === 'waiting' || file.state === 'expired') {
    try {
      await ask({ method: 'GET', target: accountPath(account.id, 'token') })
    } catch (error) {
      note('The file is synced, but has no valid token yet. It is written as soon as there is one.')
      throw error
    }
  }
  for (let look = 0; file?.state !== 'current'; look += 1) {
    if (file === undefined) throw failure('The file has just been removed from the synced files.')
    if (file.state === 'failed' || look === maxLooks)
      throw failure(`No token in the file yet: ${file.error?.message ?? 'its disk is not responding.'}`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    file = (await statusOfAccount(account.id))?.syncedFiles.find(({ path }) => path === added.path)
  }
}

async function add(given: Given, name: string | null): Promise<void> {
  const account = await getAccountByName(name)
  const { path, kind } = await target(given, account)
  const names = {
    ...(given.value('name') !== null && { accessToken: given.value('name') }),
    expiresAt: given.value('expiry-name'),
    cloudId: given.value('cloud-id-name'),
  }
  const inPlace = given.has('in-place')
  const body = { path, kind, ...(kind === 'env' && { names }), ...(inPlace && { inPlace }) }
  const added = () =>
    ask<RouteAnswer<'addSyncedFile'>>({
      method: 'POST',
      target: accountPath(account.id, 'synced-files'),
      body,
    })
  const existing = existingFile(given, account, path, kind)
  const { file, backup } = existing === null ? await added() : { file: existing, backup: null }
  print(cleanText(file.path, Infinity))
  if (backup !== null) note(`The file had other content. A copy is in ${backup}`)
  for (const line of formatSyncedFile({ ...file, error: null }).slice(1)) note(line.trim())
  if (existing === null && kind === 'env' && !inPlace) note(containerHint)
  await withToken(account, file)
}

async function remove(given: Given, name: string | null): Promise<void> {
  const account = await getAccountByName(name)
  const { path } = await target(given, account)
  await ask({ method: 'DELETE', target: accountPath(account.id, 'synced-files'), body: { path } })
  note(`Stopped syncing ${cleanText(path, Infinity)} and removed the token from it.`)
}

/** `jira-token sync`: synced files. */
export const syncCommand: Command = {
  usage: 'sync add|list|remove [ACCOUNT] [--env FILE | --token-file FILE] [options]',
  help: `Keeps files up to date: after each renewal the new access token is written to them, but never the
refresh token. When you sign out, the token is removed from the files. Files are updated while the
app or background agent is running; the agent keeps running as long as it has a file to update.
Run one of them after a restart of the computer (start at login in the app does).

  add      start syncing a file and print its full path (also if it is already synced); exits with 0
           only if the file holds a valid token now
  list     show every synced file (current, waiting, expired, failed) and any problem; --json outputs JSON
  remove   stop syncing a file and remove the token from it

  --env FILE            a .env file: sets JIRA_OAUTH_ACCESS_TOKEN and leaves the rest alone
  --name NAME           … uses this variable instead
  --expiry-name NAME    … also sets this variable to the expiry time
  --cloud-id-name NAME  … also sets this variable to the cloud ID of the account's first site
  --token-file FILE     a file that contains only the token (default: a file in XDG_RUNTIME_DIR)
  --in-place            overwrite the file instead of replacing it. A container that mounts just this
                        file sees only then what changes; better mount the folder

Examples:
  jira-token sync add work --env ~/project/.env --cloud-id-name ATLASSIAN_OAUTH_CLOUD_ID
  curl -H "Authorization: Bearer $(cat "$(jira-token sync add work)")" …
  jira-token sync list`,
  options: {
    env: { type: 'string' },
    'token-file': { type: 'string' },
    name: { type: 'string' },
    'expiry-name': { type: 'string' },
    'cloud-id-name': { type: 'string' },
    'in-place': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  words: [1, 2],
  run: (given) => {
    const [action, account = null] = given.positionals
    if (action === 'list') return list(account, given.has('json'))
    if (action === 'add') return add(given, account)
    if (action === 'remove') return remove(given, account)
    throw unknownCommand(action ?? '', ['add', 'list', 'remove'], 'sync')
  },
}
