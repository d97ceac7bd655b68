import { resolve } from 'node:path'
import { assertAccountName } from '../../client/ask-owner.ts'
import { clientIds, getClient, type Client, type Surroundings } from '../../mcp/setup/clients.ts'
import { noSuchAccount, OwnerError } from '../../client/owner-error.ts'
import { homeFolder } from '../../ownership/data-folder.ts'
import type { BridgeTarget } from '../../mcp/setup/entry.ts'
import { defaultEntryName, entryNamePattern } from '../../mcp/setup/entry-name.ts'
import { urlProblem } from '../../mcp/setup/target-url.ts'
import { findByIdOrName, isDefaultName } from '../../shared/account-name.ts'
import { listOr, usageError } from '../cli-error.ts'
import { oneOf, type OptionValues } from '../command.ts'
import { askRunning } from '../connection.ts'
import { bridgeOptions } from './bridge-settings.ts'

const anyClient = oneOf(clientIds, '. For other clients: jira-token mcp snippet')

/** A client that can be set up. */
export const clientOption = {
  ...anyClient,
  value: 'CLIENT',
  help: listOr(clientIds),
  parse: (text: string, name: string): Client => getClient(anyClient.parse(text, name)),
}

/** The same, where it can't be left out. */
export const neededClient = { ...clientOption, required: listOr(clientIds) }

/** The URL of a server that a client is set up for. */
export const targetUrl = {
  value: 'URL',
  help: 'the MCP server (https, or http on this computer)',
  required: 'the URL of the MCP server',
  parse: (text: string, name: string): string => {
    const problem = urlProblem(text)
    if (problem !== null) throw usageError(`${name}: ${problem}`)
    return text
  },
}

/** The name of an entry in a client. */
export const entryNameOption = {
  value: 'NAME',
  help: "the server's name in the client (default: the account's name, or the host)",
  parse: (text: string, name: string): string => {
    if (entryNamePattern.test(text)) return text
    throw usageError(`${name} can contain letters, digits, - and _, up to 64 characters`)
  },
}

/** The options that make up an entry in a client. */
export const targetOptions = {
  ...bridgeOptions,
  header: {
    ...bridgeOptions.header,
    help: 'add a header; can be repeated. No secrets: the config contains it',
  },
  name: entryNameOption,
}

/** This computer and this user. Throws `HomeMissing`. */
export function here(): Surroundings {
  return { platform: process.platform, home: homeFolder(process.env), environment: process.env }
}

/** The server that the options name, and its name in the client. */
export function toTarget({
  url,
  account,
  cloudId,
  header,
  name,
}: OptionValues<typeof targetOptions> & { readonly url: string }): {
  readonly target: BridgeTarget
  readonly name: string
} {
  assertAccountName(account)
  const home = process.env['JIRA_TOKEN_HOME'] ?? ''
  return {
    target: {
      url,
      account,
      cloudId,
      headers: Object.entries(Object.fromEntries(header)).map(([one, value]) => `${one}:${value}`),
      dataFolder: home === '' ? null : resolve(home),
    },
    name: name ?? defaultEntryName(account, url),
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
