import fc from 'fast-check'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { commands } from '../../../src/cli/commands.ts'
import { command as tokenCommand } from '../../../src/cli/commands/token.ts'
import { printCompletions } from '../../../src/cli/completion/print-completions.ts'
import { eventJson, eventLine } from '../../../src/cli/monitor/account-events.ts'
import { liveLines } from '../../../src/cli/monitor/live-lines.ts'
import { runCommand } from '../../../src/cli/run-command.ts'
import { runNamedCommand } from '../../../src/cli/run-named-command.ts'
import { note, print } from '../../../src/cli/terminal/print.ts'
import { createAccountApis } from '../../../src/owner/account-apis.ts'
import { createAccountsHarness } from '../../support/fakes/accounts-harness.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { trickyText, trickyTexts, uncleanText } from '../../support/unclean-text.ts'
import { startAccountsApi } from '../owner/accounts-api-harness.ts'

const screen = vi.hoisted(() => ({ text: '' }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const writeSync = (fd: number, data: Uint8Array) => {
    if (fd !== 1) return fs.writeSync(fd, data)
    screen.text += Buffer.from(data).toString()
    return data.length
  }
  return { ...fs, writeSync }
})

beforeEach(() => {
  screen.text = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((data) => {
    screen.text += String(data)
    return true
  })
  // nobody types anything
  vi.spyOn(process, 'stdin', 'get').mockImplementation(() => Readable.from([]) as typeof process.stdin)
  vi.spyOn(process.stdout, 'write').mockImplementation((data) => {
    screen.text += String(data)
    return true
  })
  vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
})
const { isTTY } = process.stdout
afterEach(() => {
  process.stdout.isTTY = isTTY
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

/** What a user sees who runs this command. */
async function run(words: readonly string[]): Promise<string> {
  screen.text = ''
  // what goes into a pipe is Jira's, and left as it is
  process.stdout.isTTY = words[0] === 'api'
  try {
    if (words[0] === '__complete') await printCompletions(words.slice(1), tokenCommand)
    else if (words[0] === 'token') await runCommand('token', tokenCommand, words.slice(1))
    else await runNamedCommand(words)
  } catch (error) {
    note(`jira-token: ${error instanceof Error ? error.message : String(error)}`)
  }
  return screen.text
}

/** Everyone and everything at this provider has these names. */
const hostileFetch = (text: string) => async (url: string) => {
  const body = new Request(url).url.endsWith('/accessible-resources')
    ? [{ id: text, name: text, url: text }]
    : { account_id: text, name: text, email: text }
  return new Response(JSON.stringify(body))
}

/** A Jira that says this, also where it leads. Resolves with its URL. */
async function startHostileJira(text: string): Promise<string> {
  const jira = createServer((request, response) => {
    const body = { message: text, errorMessages: [text], errors: { [text]: text }, nextPage: text }
    if (request.url?.includes('away') === true)
      response.writeHead(302, { location: `/${encodeURIComponent(Buffer.from(text).toString())}` })
    if (request.url?.includes('refused') === true) response.statusCode = 400
    response.end(request.url?.includes('text') === true ? text : JSON.stringify({ ...body, values: [text] }))
  })
  jira.listen(0, '127.0.0.1')
  await once(jira, 'listening')
  onTestFinished(() => void jira.close())
  return `http://127.0.0.1:${(jira.address() as AddressInfo).port}`
}

/** A PATH with a service manager that refuses everything in these words. */
async function pathWithSystemctl(folder: string, text: string): Promise<string> {
  await writeFile(join(folder, 'words'), text)
  const script = `#!/bin/sh\ncat '${join(folder, 'words')}' >&2\nexit 1\n`
  await writeFile(join(folder, 'systemctl'), script, { mode: 0o755 })
  return `${folder}${delimiter}${process.env['PATH']}`
}

/** The commands in an order in which each has something to say. `text` is also what the user, or a script, types. */
const scenario = (text: string, folder: string): readonly (readonly string[])[] => [
  ['exchange', 'c', '--yes'],
  ['status'],
  ['status', '--wide'],
  ['status', '--json'],
  ['accounts list'],
  ['accounts list', '--json'],
  ['test', 'work'],
  ['test', 'work', '--json'],
  ['doctor'],
  ['doctor', '--json'],
  ['updates'],
  ['updates', 'off'],
  ['updates', text],
  ['renew', 'work'],
  ['history', 'work', '--all'],
  ['history', 'work', '--json'],
  ['history', text],
  ['api', '/fine', '--site', text],
  ['api', '/fine'],
  ['api', '/away'],
  ['api', '/refused', '-a', 'work'],
  ['api', '/fine', '--paginate'],
  ['api', text],
  ['api', `/${text}`, '--input', text],
  ['api', '/fine', '-X', text],
  ['api', '/fine', '--account', text],
  ['token', 'work'],
  ['token', 'work', '--header'],
  ['token', 'work', '--json'],
  ['token', text],
  ['token', '--min-valid', text],
  ['env', 'work'],
  ['env', '--cloud-id', text],
  ['run', 'work', '--', join(folder, 'missing')],
  ['run', text, '--', text],
  ['run', 'work', '--restart-on-renewal', '--', join(folder, text.replaceAll(/[/\0]/g, ''))],
  ['sync', 'add', 'work', '--token-file', join(folder, `token ${text.replaceAll(/[/\0]/g, '')}`)],
  ['sync', 'list'],
  ['sync', 'list', '--json'],
  ['sync', text],
  ['accounts add', text, '--client-id', text, '--client-secret-stdin'],
  ['accounts add', 'Tools', '--kind', 'mcp-server', '--url', 'https://mcp.example.com/mcp'],
  ['accounts add', 'Other', '--kind', 'mcp-server', '--url', text],
  ['accounts set', 'work', '--scopes', text],
  ['accounts rename', 'work', text],
  ['accounts use', text],
  // without --yes it only asks: the account is still needed
  ['accounts remove', text],
  ['sign-in', text, '--manual'],
  ['sign-out', text, '--yes'],
  ['import', join(folder, '.env')],
  ['import', text],
  ['import', join(folder, '.env'), '--sync'],
  ['mcp install', '--client', text],
  ['mcp uninstall', '--client', text],
  ['mcp install', '--client', 'codex', '--url', 'https://mcp.example.com/mcp', '--header', text],
  ['mcp install', '--client', 'gemini', '--url', 'https://mcp.example.com/mcp', '--cloud-id', text],
  ['mcp snippet', '--url', text],
  ['mcp snippet', '--url', 'https://mcp.example.com/mcp', '--client', text],
  ['mcp snippet', '--url', 'https://mcp.example.com/mcp', '--account', text, '--client', 'continue'],
  ['mcp list'],
  ['mcp list', '--json'],
  ['mcp', '--url', text],
  ['mcp test', '--url', text],
  ['mcp test', '--client', text],
  ['mcp test', '--client', 'cursor', '--name', text],
  ['completion', text],
  ['__complete', 'bash', 'jira-token token ', ''],
  ['__complete', 'zsh', 'token', ''],
  ['__complete', 'fish', 'token', ''],
  ['__complete', 'fish', 'help', text],
  ['__complete', text, text],
  ['network'],
  ['network', '--ca-file', text],
  ['monitor', text],
  ['agent', text],
  ['agent install'],
  ['agent status'],
  ['agent status', '--json'],
  ['agent stop'],
  ['agent uninstall'],
  // without --yes it only lists
  ['uninstall', '--all-my-data'],
  ['uninstall', text],
  [text],
  ['status', `--${text}`],
]

test('no command prints control characters of a provider, an MCP server, a file, or an argument', async () => {
  const ran = new Set<string>()
  // an argument can't contain U+0000
  const texts = trickyTexts.filter((text) => !text.includes('\0'))
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const harness = createAccountsHarness(null, createAccountApis(hostileFetch(text)))
      harness.discovery.finds({
        issuer: `https://auth.example.com/${text}`,
        authorizeUrl: `https://auth.example.com/${text}`,
      })
      const folder = await temporaryFolder()
      await writeFile(
        join(folder, '.env'),
        `JIRA_OAUTH_CLIENT_ID="${text}"\nJIRA_OAUTH_REFRESH_TOKEN="${text}"\n`,
      )
      const { ask, socketFile, dataFolder } = await startAccountsApi(harness)
      vi.stubEnv('JIRA_TOKEN_HOME', dataFolder)
      vi.stubEnv('HOME', folder)
      vi.stubEnv('PATH', await pathWithSystemctl(folder, text))
      const apiUrl = await startHostileJira(text)
      await ask('addAccount', '', {
        name: 'Work',
        clientId: 'client-1',
        clientSecret: 'secret-of-work',
        apiUrl,
      })
      await ask('signIn', 'work', { surface: 'manual' })
      for (const words of scenario(text, folder)) {
        const [first = '', ...more] = words
        ran.add(first)
        // it finds the owner in the data folder only
        vi.stubEnv('JIRA_TOKEN_SOCKET', first === 'uninstall' ? '' : socketFile)
        const command = Object.hasOwn(commands, first) ? first.split(' ') : [first]
        const shown = await run([...command, ...more])
        expect(shown, words.join(' ')).not.toMatch(uncleanText)
        expect(shown, words.join(' ')).not.toMatch(/^work signed in everywhere/m)
      }
      // its lines are Jira's own
      expect(await run(['api', '/text'])).not.toMatch(uncleanText)
      const [account] = (await ask('status')).accounts
      screen.text = ''
      for (const toLine of [eventLine, eventJson])
        print(toLine({ kind: 'seen', account: account! }, new Date()))
      for (const line of liveLines([account!], 0, { columns: 80, rows: 24, color: false })) print(line)
      expect(screen.text).not.toMatch(uncleanText)
    }),
    // the same texts every time, so that a failure is not one of luck; change the seed to try others
    { numRuns: 8, seed: 1, examples: [[trickyText('Ada')], [trickyText('שרה')]] },
  )
  // a new command must be added to the scenario
  expect(Object.keys(commands).filter((name) => !ran.has(name))).toEqual([])
})
