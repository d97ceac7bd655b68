import { basename } from 'node:path'

/** The program that starts the bridge, as absolute paths: desktop programs don't have a shell's PATH. */
export interface BridgeProgram {
  readonly node: string
  /** The file of `jira-token`. */
  readonly script: string
}

/** What the bridge connects to. */
export interface BridgeTarget {
  readonly url: string
  /** Name or id; null lets the bridge choose. */
  readonly account: string | null
  /** `JIRA_TOKEN_HOME`, if the data folder is not the default. */
  readonly dataFolder: string | null
}

/** A server in an MCP client's config. It never contains secrets: the bridge gets tokens when it runs. */
export interface ServerEntry {
  readonly type?: 'stdio'
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The content of one of our entries. */
export interface OurEntry {
  readonly url: string
  readonly account: string | null
  /** Command and script: both must exist for it to work. */
  readonly programs: readonly string[]
}

const homeVariable = 'JIRA_TOKEN_HOME'

/** The entry for a server. Without a program, the entry relies on the PATH, which is fine in a snippet. */
export function serverEntry(program: BridgeProgram | null, target: BridgeTarget): ServerEntry {
  const { url, account, dataFolder } = target
  const words = ['mcp', '--url', url, ...(account === null ? [] : accountWords(account))]
  return {
    ...(program === null
      ? { command: 'jira-token', args: words }
      : { command: program.node, args: [program.script, ...words] }),
    ...(dataFolder !== null && { env: { [homeVariable]: dataFolder } }),
  }
}

/** A name that looks like an option must not be parsed as one. */
const accountWords = (account: string) =>
  account.startsWith('-') ? [`--account=${account}`] : ['--account', account]

const programName = /^jira-token(\.cjs|\.cmd|\.exe)?$/i

const isOurProgram = (path: string) => programName.test(basename(path.replaceAll('\\', '/')))

function optionIn(words: readonly string[], name: string): string | null {
  const joined = words.find((word) => word.startsWith(`${name}=`))
  if (joined !== undefined) return joined.slice(name.length + 1)
  const index = words.indexOf(name)
  return index < 0 ? null : (words[index + 1] ?? null)
}

/** Reads an entry that starts `jira-token mcp --url …`; null for any other server. */
export function readEntry(value: unknown): OurEntry | null {
  if (typeof value !== 'object' || value === null) return null
  const { command, args } = value as { readonly command?: unknown; readonly args?: unknown }
  if (typeof command !== 'string' || !Array.isArray(args)) return null
  const words = args.filter((word) => typeof word === 'string')
  const [script = ''] = words
  const isDirect = isOurProgram(command)
  const rest = isDirect ? words : isOurProgram(script) ? words.slice(1) : []
  const url = rest[0] === 'mcp' ? optionIn(rest, '--url') : null
  if (url === null) return null
  return { url, account: optionIn(rest, '--account'), programs: isDirect ? [command] : [command, script] }
}
