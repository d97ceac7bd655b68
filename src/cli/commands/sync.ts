import { resolve } from 'node:path'
import { getDataFolder } from '../../ownership/data-folder.ts'
import { tokenFilePath } from '../../files/token-file-path.ts'
import { cleanText, toCleanJson } from '../../shared/clean-text.ts'
import type { AccountStatus } from '../../shared/local-api.ts'
import { offerAgent } from '../agent-service/offer-agent.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { statusOfAccount } from '../accounts/account-status.ts'
import { failure } from '../cli-error.ts'
import { defineCommand, oneOf, type OptionValues } from '../command.ts'
import { accountArgument, filePath } from '../shared-options.ts'
import { exitCodes } from '../../shared/exit-codes.ts'
import {
  addSyncedFile,
  containerHint,
  findSyncedFile,
  formatSyncedFile,
  noteRisks,
  waitForToken,
} from '../sync/synced-file.ts'
import { note, print } from '../terminal/print.ts'
import { ask } from '../connection.ts'

const options = {
  env: { ...filePath, help: 'a .env file: sets JIRA_OAUTH_ACCESS_TOKEN and leaves the rest alone' },
  name: { value: 'NAME', help: 'with --env: set this variable instead of JIRA_OAUTH_ACCESS_TOKEN' },
  expiryName: { value: 'NAME', help: 'with --env: also set this variable to the expiry time' },
  cloudIdName: {
    value: 'NAME',
    help: "with --env: also set this variable to the cloud ID of the account's first site",
  },
  tokenFile: {
    ...filePath,
    help: 'a file that contains only the token (default: a file in XDG_RUNTIME_DIR)',
  },
  inPlace: {
    help: `overwrite the file instead of replacing it. A container that mounts just this file sees only then what
      changes; better mount the folder`,
  },
  json: { help: 'with list: output JSON' },
} as const

type Values = OptionValues<typeof options>

async function getAccountByName(wanted: string | null): Promise<AccountStatus> {
  const { id, name } = await getAccountSettings(wanted)
  const found = await statusOfAccount(id)
  if (found === null) throw failure(`${name} has just been removed.`, exitCodes.noSuchAccount)
  return found
}

async function list(account: string | null, json: boolean): Promise<void> {
  const { accounts } = await ask('status')
  const shown = account === null ? accounts : [await getAccountByName(account)]
  const files = shown.flatMap(({ name, syncedFiles }) =>
    syncedFiles.map((file) => ({ account: name, ...file })),
  )
  if (json) return print(toCleanJson(files, 2))
  if (files.length === 0) return note('No synced files. Add one: jira-token sync add --env FILE')
  for (const file of files) print(`${file.account}: ${formatSyncedFile(file).join('\n')}`)
}

/** The file that the options name: `--env FILE`, `--token-file FILE`, or the default token file. */
function target({ env, tokenFile }: Values, account: AccountStatus): { path: string; kind: 'env' | 'token' } {
  if (env !== null) return { path: resolve(env), kind: 'env' }
  if (tokenFile !== null) return { path: resolve(tokenFile), kind: 'token' }
  return { path: tokenFilePath(process.env, getDataFolder(process.env), account.name), kind: 'token' }
}

/** Whether the options change how a file is synced that may be synced already. */
const changesHow = ({ inPlace, name, expiryName, cloudIdName }: Values): boolean =>
  inPlace || [name, expiryName, cloudIdName].some((one) => one !== null)

async function add(values: Values, account: AccountStatus): Promise<void> {
  const { name, expiryName, cloudIdName, inPlace } = values
  const { path, kind } = target(values, account)
  const names = { accessToken: name ?? undefined, expiresAt: expiryName, cloudId: cloudIdName }
  const existing = changesHow(values) ? null : findSyncedFile(account, path, kind)
  const file =
    existing ??
    (await addSyncedFile(account, {
      path,
      kind,
      ...(kind === 'env' && { names }),
      ...(inPlace && { inPlace }),
    }))
  print(cleanText(file.path, Infinity))
  noteRisks(file)
  if (existing === null && kind === 'env' && !inPlace) note(containerHint)
  await waitForToken(account, file)
  if (existing === null) await offerAgent()
}

async function remove(values: Values, account: AccountStatus): Promise<void> {
  const { path } = target(values, account)
  await ask('removeSyncedFile', { account: account.id, path })
  note(`Stopped syncing ${cleanText(path, Infinity)} and removed the token from it.`)
}

/** `jira-token sync`: synced files. */
export const command = defineCommand({
  description: `Keeps files up to date: after each renewal the new access token is written to them, but never the
refresh token. When you sign out, the token is removed from the files. Files are updated while the
app or background agent is running; the agent keeps running as long as it has a file to update.
After a restart of the computer, that takes start at login in the app, or jira-token agent install,
which is offered when you add a file.

  add      start syncing a file and print its full path (also if it is already synced); exits with 0
           only if the file holds a valid token now
  list     show every synced file (current, waiting, expired, failed) and any problem; --json outputs JSON
  remove   stop syncing a file and remove the token from it`,
  arguments: { action: { ...oneOf(['add', 'list', 'remove']), required: true }, account: accountArgument },
  options,
  exclusive: [['env', 'tokenFile']],
  shown: ['env', 'tokenFile'],
  examples: [
    'jira-token sync add work --env ~/project/.env --cloud-id-name ATLASSIAN_OAUTH_CLOUD_ID',
    'curl -H "Authorization: Bearer $(cat "$(jira-token sync add work)")" …',
    'jira-token sync list',
  ],
  run: async ({ action, account, ...values }) => {
    if (action === 'list') return list(account, values.json)
    const status = await getAccountByName(account)
    return action === 'add' ? add(values, status) : remove(values, status)
  },
})
