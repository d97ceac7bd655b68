import { resolve } from 'node:path'
import { assertAccountName } from '../../client/ask-owner.ts'
import { clientIds, getClient, type Client, type Surroundings } from '../../mcp/setup/clients.ts'
import { noSuchAccount, OwnerError } from '../../client/owner-error.ts'
import { homeFolder } from '../../ownership/data-folder.ts'
import type { BridgeTarget } from '../../mcp/setup/entry.ts'
import { defaultEntryName, entryNamePattern } from '../../mcp/setup/entry-name.ts'
import { snippetIds, type SnippetId } from '../../mcp/setup/snippet.ts'
import { urlProblem } from '../../mcp/setup/target-url.ts'
import { findByIdOrName, isDefaultName } from '../../shared/account-name.ts'
import { closestWord } from '../../shared/closest-word.ts'
import { listOr, missing, usageError, type Given } from '../command.ts'
import { askRunning } from '../connection.ts'
import { bridgeOptions, givenCloudId, givenHeaders } from './bridge-settings.ts'

/** The options that name a server and its entry in a client. */
export const targetOptions = {
  ...bridgeOptions,
  client: { type: 'string' },
  name: { type: 'string' },
} as const

/** This computer and this user. Throws `HomeMissing`. */
export function here(): Surroundings {
  return { platform: process.platform, home: homeFolder(process.env), environment: process.env }
}

/** The client that `--client` names; null without it. Throws `CliError`, usage. */
export function givenClient(given: Given): Client | null {
  const id = idIn(given, clientIds, '. For other clients: jira-token mcp snippet')
  return id === null ? null : getClient(id)
}

/** What `--client` names, including what only snippets can be made for. Throws `CliError`, usage. */
export function givenSnippetId(given: Given): SnippetId {
  return idIn(given, snippetIds, '') ?? 'generic'
}

function idIn<T extends string>(given: Given, ids: readonly T[], others: string): T | null {
  const wanted = given.value('client')
  if (wanted === null) return null
  const id = ids.find((one) => one === wanted)
  if (id !== undefined) return id
  const meant = closestWord(wanted.toLowerCase(), ids)
  const hint = meant === null ? others : `. Did you mean '${meant}'?`
  throw usageError(`--client must be ${listOr(ids)}${hint}`)
}

/** Like `givenClient`, but `--client` is required. */
export function neededClient(given: Given): Client {
  const client = givenClient(given)
  if (client === null) throw missing('--client', listOr(clientIds))
  return client
}

/** The server that the options name, and its name in the client. Throws `CliError`, usage. */
export function givenTarget(given: Given): { readonly target: BridgeTarget; readonly name: string } {
  const url = given.value('url')
  if (url === null) throw missing('--url', 'the URL of the MCP server')
  const problem = urlProblem(url)
  if (problem !== null) throw usageError(`--url: ${problem}`)
  const account = given.value('account')
  assertAccountName(account)
  const home = process.env['JIRA_TOKEN_HOME'] ?? ''
  return {
    target: {
      url,
      account,
      cloudId: givenCloudId(given),
      headers: Object.entries(givenHeaders(given)).map(([header, value]) => `${header}:${value}`),
      dataFolder: home === '' ? null : resolve(home),
    },
    name: givenName(given) ?? defaultEntryName(account, url),
  }
}

/** Checks that the account exists, if an owner is running; never starts one. Rejects with an `OwnerError`. */
export async function checkAccount(account: string | null): Promise<void> {
  if (account === null) return
  try {
    const { accounts } = await askRunning('status')
    if (isDefaultName(account) || findByIdOrName(accounts, account) !== undefined) return
    const names = accounts.map(({ name }) => name)
    throw noSuchAccount(account, names)
  } catch (error) {
    if (error instanceof OwnerError && error.code !== 'accountNotFound') return
    throw error
  }
}

/** The value of `--name`; null without it. Throws `CliError`, usage. */
export function givenName(given: Given): string | null {
  const name = given.value('name')
  if (name !== null && !entryNamePattern.test(name)) {
    throw usageError('--name can contain letters, digits, - and _, up to 64 characters')
  }
  return name
}
