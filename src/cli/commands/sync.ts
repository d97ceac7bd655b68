import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { accountPath } from '../../client/ask-owner.ts'
import { getDataFolder } from '../../ownership/data-folder.ts'
import { tokenFilePath } from '../../files/token-file-path.ts'
import type { AccountStatus, RouteAnswer, Status } from '../../shared/local-api.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { statusOfAccount } from '../accounts/account-status.ts'
import { failure, usageError, type Command, type Given } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { note, print } from '../terminal/print.ts'
import { ask } from '../connection.ts'

type SyncedFile = AccountStatus['syncedFiles'][number]

/** One file in a line, and what is to be known about it in another. */
function formatSyncedFile({ path, state, error, trackedByGit }: SyncedFile): string[] {
  return [
    `${state.padEnd(7)}  ${path}`,
    ...(error === null ? [] : [`         ${error.message}`]),
    ...(trackedByGit ? ['         git tracks this file: a commit would publish the token'] : []),
  ]
}

async function getAccountByName(wanted: string | null): Promise<AccountStatus> {
  const { id, name } = await getAccountSettings(wanted)
  const found = await statusOfAccount(id)
  if (found === null) throw failure(`${name} was removed just now.`, exitCodes.noSuchAccount)
  return found
}

async function list(account: string | null, json: boolean): Promise<void> {
  const { accounts } = await ask<Status>({ method: 'GET', target: '/v1/status' })
  const shown = account === null ? accounts : [await getAccountByName(account)]
  const files = shown.flatMap(({ name, syncedFiles }) =>
    syncedFiles.map((file) => ({ account: name, ...file })),
  )
  if (json) return print(JSON.stringify(files, null, 2))
  if (files.length === 0) return note('No file is kept current. Add one: jira-token sync add --env FILE')
  for (const file of files) print(`${file.account}: ${formatSyncedFile(file).join('\n')}`)
}

/** The file that the options name: `--env FILE`, `--token-file FILE`, or the usual token file. */
async function target(
  given: Given,
  account: AccountStatus,
): Promise<{ path: string; kind: 'env' | 'token' }> {
  const [env, tokenFile] = [given.value('env'), given.value('token-file')]
  if (env !== null && tokenFile !== null) throw usageError('choose one of --env and --token-file')
  if (env === '' || tokenFile === '')
    throw usageError(`the path after ${env === '' ? '--env' : '--token-file'} is empty`)
  if (env !== null) return { path: resolve(env), kind: 'env' }
  if (tokenFile !== null) return { path: resolve(tokenFile), kind: 'token' }
  return { path: tokenFilePath(process.env, getDataFolder(process.env), account.name), kind: 'token' }
}

/** The file by its true path, as the owner keeps it; as it is named where there is none. */
function truePath(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path))
  } catch {
    return path
  }
}

/** The file on the account's list; null when it is not, or when the options say what is to be in it. */
function keptFile(given: Given, account: AccountStatus, path: string, kind: string): SyncedFile | null {
  const saysWhat = ['name', 'expiry-name', 'cloud-id-name'].some((option) => given.value(option) !== null)
  const isIt = (file: SyncedFile) => file.kind === kind && file.path === truePath(path)
  return saysWhat ? null : (account.syncedFiles.find(isIt) ?? null)
}

async function add(given: Given, name: string | null): Promise<void> {
  const account = await getAccountByName(name)
  const { path, kind } = await target(given, account)
  const names = {
    ...(given.value('name') !== null && { accessToken: given.value('name') }),
    expiresAt: given.value('expiry-name'),
    cloudId: given.value('cloud-id-name'),
  }
  const body = { path, kind, ...(kind === 'env' && { names }) }
  const added = () =>
    ask<RouteAnswer<'addSyncedFile'>>({
      method: 'POST',
      target: accountPath(account.id, 'synced-files'),
      body,
    })
  const file = keptFile(given, account, path, kind) ?? (await added()).file
  print(file.path)
  for (const line of formatSyncedFile(file).slice(1)) note(line.trim())
  if (file.state === 'waiting') note('It gets a token as soon as there is a valid one.')
}

async function remove(given: Given, name: string | null): Promise<void> {
  const account = await getAccountByName(name)
  const { path } = await target(given, account)
  await ask({ method: 'DELETE', target: accountPath(account.id, 'synced-files'), body: { path } })
  note(`${path} is no longer kept current, and the token was taken out of it.`)
}

/** `jira-token sync`: files that stay current. */
export const syncCommand: Command = {
  usage: 'sync add|list|remove [ACCOUNT] [--env FILE | --token-file FILE] [options]',
  help: `Keeps files current: each new access token is written to them after a renewal. Refresh tokens never
are. Signing out takes the token out of the files again. It works while the app or an agent runs.

  add      prints the file's whole path, also of one that is on the list already
  list     every file, with what is wrong [--json]
  remove   takes the token out of the file, and the file off the list

  --env FILE            a .env file: sets JIRA_OAUTH_ACCESS_TOKEN, leaves the rest as it is
  --name NAME           … under another name
  --expiry-name NAME    … and sets its expiry
  --cloud-id-name NAME  … and sets the id of the account's first site
  --token-file FILE     a file with the token alone; without FILE: in XDG_RUNTIME_DIR

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
    json: { type: 'boolean' },
  },
  words: [1, 2],
  run: (given) => {
    const [action, account = null] = given.positionals
    if (action === 'list') return list(account, given.has('json'))
    if (action === 'add') return add(given, account)
    if (action === 'remove') return remove(given, account)
    throw usageError(`unknown word ${action}: use add, list or remove`)
  },
}
