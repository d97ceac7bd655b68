import { flagOf, type Command } from './command.ts'
import { commands, splitCommand, summaryOf } from './commands.ts'
import { formatLines, terminalColumns, wrapHelp } from './terminal/fit.ts'
import { print } from './terminal/print.ts'

/** The table of options gets no wider than this, like the texts around it. */
const maxColumns = 112

function formatList(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length))
  return names.map((name) => `  ${name.padEnd(width)}  ${summaryOf(name)}`).join('\n')
}

const printFitting = (text: string) => print(wrapHelp(text, terminalColumns()))

/** `jira-token --help`. */
export function helpOverview(): void {
  printFitting(`Usage: jira-token COMMAND

${formatList(['token', ...Object.keys(commands)])}

Run 'jira-token COMMAND --help' for details and examples, or 'jira-token --version' for the version.
login, logout, whoami, and ls are short for sign-in, sign-out, test, and accounts list.

ACCOUNT is a name or id (default: the default account). If neither the app nor an agent is running,
one is started in the background.

Every command takes --verbose: it tells on stderr which requests are sent to the app or agent, and how long
they take. An agent that is started then logs more.

  JIRA_TOKEN_DEBUG   1: the same as --verbose
  JIRA_TOKEN_HOME    use this data folder instead of the default
  JIRA_TOKEN_SOCKET  connect to this socket instead of the data folder's
  NO_COLOR           turn off colors; TERM=dumb also turns off the live view of monitor

Exit codes: 0 ok, 1 failed, 2 usage error, 3 sign-in required, 4 no such account, 5 keychain problem,
6 provider unreachable. Results go to stdout, messages to stderr.`)
}

/** `jira-token accounts --help` and similar. */
export function helpOfParts(word: string): void {
  const names = splitCommand(word).map((part) => `${word} ${part}`)
  printFitting(
    `Usage: jira-token ${word} COMMAND\n\n${formatList(names)}\n\nRun 'jira-token ${word} COMMAND --help' for details and examples.`,
  )
}

/** An option with the word that stands for its value: `--site NAME`. */
function optionText({ options }: Command, key: string): string {
  const { value } = options[key] ?? {}
  return value === undefined ? flagOf(key) : `${flagOf(key)} ${value}`
}

/** `token [ACCOUNT] [--min-valid SECONDS] [--header | --json]` for the command of that name. */
export function usageLine(name: string, command: Command): string {
  const { options, shown, exclusive = [], runsCommand } = command
  const visible = Object.keys(options).filter((key) => options[key]?.help !== undefined)
  const keys = visible.filter((key) => shown?.includes(key) ?? true)
  const text = (key: string) => optionText(command, key)
  const single = (key: string) => {
    const { required, multiple } = options[key] ?? {}
    return `${required === undefined ? `[${text(key)}]` : text(key)}${multiple === true ? '…' : ''}`
  }
  const words = keys.flatMap((key) => {
    const alternatives = exclusive
      .find((one) => one.flat().includes(key))
      ?.map((one) => [one].flat().filter((other) => keys.includes(other)))
      .filter((one) => one.length > 0)
    if (alternatives === undefined || alternatives.length === 1) return [single(key)]
    if (alternatives[0]?.[0] !== key) return []
    const texts = alternatives.map(([first = '', ...more]) => [text(first), ...more.map(single)].join(' '))
    return [`[${texts.join(' | ')}]`]
  })
  return [
    name,
    ...Object.values(command.arguments).map(({ value, required }) => (required ? value : `[${value}]`)),
    ...words,
    ...(keys.length < visible.length ? ['[options]'] : []),
    ...(runsCommand === true ? ['-- COMMAND…'] : []),
  ].join(' ')
}

function optionLines(command: Command): string[] {
  const rows = Object.entries(command.options).flatMap(([key, { short, help }]) => {
    if (help === undefined) return []
    const start = short === undefined ? '' : `-${short}, `
    return [[`  ${start}${optionText(command, key)}`, help.replaceAll(/\s+/g, ' ')]]
  })
  return formatLines(rows, maxColumns)
}

/** The help of the command of that name. */
export function helpText(name: string, command: Command): string {
  const { description, notes = '', examples = [] } = command
  const heading = examples.length === 1 ? 'Example:' : 'Examples:'
  return [
    `Usage: jira-token ${usageLine(name, command)}`,
    description,
    optionLines(command).join('\n'),
    notes,
    examples.length === 0 ? '' : [heading, ...examples.map((example) => `  ${example}`)].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** `jira-token COMMAND --help`. */
export function printHelp(name: string, command: Command): void {
  printFitting(helpText(name, command))
}
