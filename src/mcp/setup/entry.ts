import { basename } from 'node:path'

/**
 * The words that start `jira-token`: Node and its script, or the packaged executable. The paths are absolute, because
 * desktop programs don't have a shell's PATH.
 */
export type BridgeProgram = readonly string[]

/** What the bridge connects to. */
export interface BridgeTarget {
  readonly url: string
  /** Name or id; null lets the bridge choose. */
  readonly account: string | null
  /** `--cloud-id`; null without it. */
  readonly cloudId: string | null
  /** `NAME:VALUE` each; never secrets. */
  readonly headers: readonly string[]
  /** `JIRA_TOKEN_HOME`, if the data folder is not the default. */
  readonly dataFolder: string | null
}

/** A server in an MCP client's config. It never contains secrets: the bridge gets tokens when it runs. */
export interface ServerEntry {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The place of an entry in a config file. */
export interface Place {
  /** The object that contains all servers: `mcpServers`, `servers`, … */
  readonly container: string
  readonly name: string
}

/** The content of one of our entries. */
export interface OurEntry {
  readonly url: string
  readonly account: string | null
  readonly cloudId: string | null
  readonly headers: readonly string[]
  /** See `BridgeTarget`. */
  readonly dataFolder: string | null
  /** Command and script: both must exist for it to work. */
  readonly programs: readonly string[]
}

const homeVariable = 'JIRA_TOKEN_HOME'

/** The entry for a server. Without a program, the entry relies on the PATH, which is fine in a snippet. */
export function serverEntry(program: BridgeProgram | null, target: BridgeTarget): ServerEntry {
  const { url, account, cloudId, headers, dataFolder } = target
  const [command = 'jira-token', ...first] = program ?? []
  const args = [
    ...first,
    'mcp',
    '--url',
    url,
    ...(account === null ? [] : optionWords('--account', account)),
    ...(cloudId === null ? [] : optionWords('--cloud-id', cloudId)),
    ...headers.flatMap((header) => optionWords('--header', header)),
  ]
  return {
    command,
    args,
    ...(dataFolder !== null && { env: { [homeVariable]: dataFolder } }),
  }
}

/** A value that looks like an option must not be parsed as one. */
const optionWords = (option: string, value: string) =>
  value.startsWith('-') ? [`${option}=${value}`] : [option, value]

const programName = /^jira-token(\.cjs|\.cmd|\.exe)?$/i

const isOurProgram = (path: string) => programName.test(basename(path.replaceAll('\\', '/')))

/** The values of an option, which may be repeated. */
function valuesIn(words: readonly string[], name: string): string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`${name}=`)) return [word.slice(name.length + 1)]
    const next = words[index + 1]
    return word === name && next !== undefined ? [next] : []
  })
}

/** null: not set. */
function variableIn(variables: unknown, name: string): string | null {
  const value = typeof variables === 'object' && variables !== null && Reflect.get(variables, name)
  return typeof value === 'string' && value !== '' ? value : null
}

/** Reads an entry that starts `jira-token mcp --url …`; null for any other server. */
export function readEntry(value: unknown): OurEntry | null {
  if (typeof value !== 'object' || value === null) return null
  const found = value as Partial<Record<'command' | 'args' | 'env' | 'environment', unknown>>
  // opencode has one list
  const [command, ...args]: unknown[] = Array.isArray(found.command)
    ? found.command
    : [found.command, ...(Array.isArray(found.args) ? found.args : [])]
  if (typeof command !== 'string') return null
  const words = args.filter((word) => typeof word === 'string')
  const [script = ''] = words
  const isDirect = isOurProgram(command)
  const rest = isDirect ? words : isOurProgram(script) ? words.slice(1) : []
  const [url] = rest[0] === 'mcp' ? valuesIn(rest, '--url') : []
  if (url === undefined) return null
  return {
    url,
    account: valuesIn(rest, '--account')[0] ?? null,
    cloudId: valuesIn(rest, '--cloud-id')[0] ?? null,
    headers: valuesIn(rest, '--header'),
    dataFolder: variableIn(found.env ?? found.environment, homeVariable),
    programs: isDirect ? [command] : [command, script],
  }
}
