import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cliProgram, runCli } from '../../scripts/harness/cli.ts'
import { until } from '../../scripts/harness/until.ts'
import { startAccountsApi } from '../integration/owner/accounts-api-harness.ts'
import { needProgram } from '../support/need-program.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Shows its arguments, on a line of their own, instead of running, except for what the completion needs. */
const stub = `#!/bin/sh
case $1 in __complete|completion) exec '${process.execPath}' '${cliProgram}' "$@" ;; esac
printf '\\nran'
printf ' <%s>' "$@"
echo
`

/** A home with the stub on its PATH, and a file to complete. */
async function makeHome(): Promise<string> {
  const home = await temporaryFolder()
  await mkdir(join(home, 'bin'))
  await writeFile(join(home, 'bin', 'jira-token'), stub, { mode: 0o755 })
  await writeFile(join(home, 'project file.env'), '')
  return home
}

interface Shell {
  readonly name: string
  readonly command: string
  /** Loads the script. */
  readonly load: readonly string[]
}

const prompt = 'ready>'

const shells: readonly Shell[] = [
  {
    name: 'bash',
    command: `env 'PS1=${prompt}' bash --norc --noprofile -i`,
    load: ['source <(jira-token completion bash)'],
  },
  {
    name: 'zsh',
    command: `env 'PS1=${prompt}' zsh -f -i`,
    load: ['autoload -U compinit; compinit -u -D', 'source <(jira-token completion zsh)'],
  },
  {
    name: 'fish',
    command: `fish --no-config -i -C 'function fish_prompt; echo "${prompt}"; end'`,
    load: ['jira-token completion fish | source'],
  },
]

/** From bsdutils, which every Debian has: runs a program on its own terminal. */
const terminal = 'script'

/** Types lines on a terminal of the shell; resolves with what the command that each became was given. */
async function typed(
  { command, load }: Shell,
  home: string,
  socket: string,
  lines: readonly string[],
): Promise<string[]> {
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: home,
    TERM: 'xterm',
    PATH: `${home}/bin:${process.env['PATH']}`,
    JIRA_TOKEN_SOCKET: socket,
    JIRA_TOKEN_HOME: home,
  }
  const shell = spawn(terminal, ['-qec', command, '/dev/null'], { env, cwd: home, detached: true })
  onTestFinished(() => {
    shell.kill('SIGKILL')
  })
  let output = ''
  shell.stdout.on('data', (data: Buffer) => (output += data.toString()))
  const ran = () => [...output.matchAll(/^ran (.*?)\r?\n/gm)].map(([, words = '']) => words)
  let typedAt = 0
  const type = async (line: string) => {
    const before = ran().length
    // what is typed before the shell edits a line may be lost
    await until(
      `${command} is ready for ${line}`,
      () => output.lastIndexOf(prompt),
      (at) => at >= typedAt,
    )
    typedAt = output.length
    shell.stdin.write(`${line}\n`)
    await until(
      `${command} runs ${line}`,
      () => ran().length,
      (count) => count > before,
    )
  }
  for (const line of load) await type(`${line}; jira-token loaded`)
  const atStart = ran().length
  for (const line of lines) await type(line)
  return ran().slice(atStart)
}

test.for(shells)(
  '$name completes commands, values, files, and accounts of a running owner, and runs nothing that is typed',
  async (shell, context) => {
    needProgram(context, shell.name)
    const { ask, socketFile } = await startAccountsApi()
    for (const name of ['my board', `it's "quoted" $HOME`])
      await ask('addAccount', '', { name, clientId: 'client-1', clientSecret: 'secret-of-work' })
    const home = await makeHome()
    const mark = join(home, 'mark')
    const ran = await typed(shell, home, socketFile, [
      'jira-token stat\t',
      'jira-token mcp inst\t--client cur\t--d\t',
      'jira-token mcp install --client=cur\t',
      'jira-token token my\t',
      'jira-token token "my\t',
      'jira-token token it\t',
      'jira-token import proj\t',
      // Ctrl-U clears the line
      `jira-token token $(touch ${mark}) --he\t\u0015jira-token cleared`,
    ])
    expect(ran.map((words) => words.replaceAll(/ (?=>)/g, ''))).toEqual([
      '<status>',
      '<mcp> <install> <--client> <cursor> <--dry-run>',
      '<mcp> <install> <--client=cursor>',
      '<token> <my board>',
      '<token> <my board>',
      `<token> <it's "quoted" $HOME>`,
      '<import> <project file.env>',
      '<cleared>',
    ])
    expect(existsSync(mark)).toBe(false)
  },
)

test('without an owner no account is offered, and none is started', async () => {
  const home = await makeHome()
  const dataFolder = join(home, 'nobody')
  const environment = { PATH: process.env['PATH'], HOME: home, JIRA_TOKEN_HOME: dataFolder }
  for (const words of [
    ['bash', 'jira-token token ', ''],
    ['zsh', 'token', ''],
    ['fish', 'run', ''],
  ]) {
    const { stdout, code } = await runCli(['__complete', ...words], environment)
    expect({ stdout, code }, words[0]).toEqual({ stdout: 'words\n', code: 0 })
  }
  expect(existsSync(dataFolder)).toBe(false)
})

test('an account whose name would be taken for an option is completed by its id, and no name tricks the terminal', async () => {
  const { ask, socketFile } = await startAccountsApi()
  const ids: string[] = []
  for (const name of ['--header', 'a\u202eb', 'Work']) {
    const added = await ask('addAccount', '', { name, clientId: 'client-1', clientSecret: 'secret-of-work' })
    ids.push(added.account.id)
  }
  const environment = { ...process.env, JIRA_TOKEN_SOCKET: socketFile }
  const { stdout } = await runCli(['__complete', 'bash', 'jira-token token ', ''], environment)
  expect(stdout.split('\n')).toEqual(['words', ids[0], 'ab', 'Work', ''])
})
