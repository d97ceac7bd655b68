import { parse as parseToml } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { claudeAddWords } from '../../../../src/mcp/setup/claude-command.ts'
import { clientIds, getClient } from '../../../../src/mcp/setup/clients.ts'
import { readEntry, serverEntry } from '../../../../src/mcp/setup/entry.ts'
import { defaultEntryName, entryNamePattern, freeName } from '../../../../src/mcp/setup/entry-name.ts'
import { snippetFor, snippetIds } from '../../../../src/mcp/setup/snippet.ts'
import { urlProblem } from '../../../../src/mcp/setup/target-url.ts'
import { commandLine } from '../../../../src/shared/quote-for-shell.ts'

const url = 'https://mcp.example.com/mcp'
const program = ['/usr/bin/node', '/opt/it’s here/jira-token.cjs']
const target = { url, account: 'work', cloudId: null, headers: [], dataFolder: null }

describe('an entry', () => {
  it('runs the script with Node, using absolute paths', () => {
    expect(serverEntry(program, target)).toEqual({
      command: program[0],
      args: [program[1], 'mcp', '--url', url, '--account', 'work'],
    })
  })

  it.each(clientIds)('of %s is recognized, with its data folder', (id) => {
    const entry = serverEntry(program, { ...target, dataFolder: '/data' })
    expect(readEntry(getClient(id).format(entry))).toMatchObject({ url, dataFolder: '/data' })
  })

  it('names the data folder only if it isn’t the default one', () => {
    expect(serverEntry(program, { ...target, dataFolder: '/data' }).env).toEqual({ JIRA_TOKEN_HOME: '/data' })
    expect(serverEntry(program, target)).not.toHaveProperty('env')
  })

  it.each(['work', '-odd', '--url', 'two words', '日本'])('for the account %j is recognized', (account) => {
    const entry = serverEntry(program, { ...target, account })
    expect(readEntry(entry)).toEqual({ ...target, account, programs: program })
    expect(readEntry(serverEntry(null, { ...target, account }))).toMatchObject({ url, account })
  })

  it.each(['auto', 'none', '-x', '1a2b-3c'])('passes on cloud ID %s and headers', (cloudId) => {
    const headers = ['x-team:a b', 'x-empty:', 'x-quote:"it\'s"']
    const entry = serverEntry(program, { ...target, cloudId, headers })
    expect(readEntry(entry)).toMatchObject({ url, account: 'work', cloudId, headers })
  })

  it('has the options of the bridge in the order of its help', () => {
    const entry = serverEntry(null, { ...target, cloudId: 'auto', headers: ['x-team:a', 'x-b:c'] })
    const options = ['--account', 'work', '--cloud-id', 'auto', '--header', 'x-team:a', '--header', 'x-b:c']
    expect(entry.args).toEqual(['mcp', '--url', url, ...options])
  })

  it.each([
    ['npm’s launcher', { command: 'C:\\npm\\jira-token.cmd', args: ['mcp', '--url', url] }],
    [
      'its arguments in another order',
      { command: 'jira-token', args: ['mcp', '--account', 'a', `--url=${url}`] },
    ],
  ])('with %s is ours', (_, entry) => {
    expect(readEntry(entry)).toMatchObject({ url })
  })

  it.each([
    ['another program', { command: 'npx', args: ['mcp-remote', 'mcp', '--url', url] }],
    ['another command of ours', { command: 'jira-token', args: ['token', '--url', url] }],
    ['no URL', { command: 'jira-token', args: ['mcp'] }],
    ['a URL', { type: 'http', url }],
    ['arguments that aren’t a list', { command: 'jira-token', args: 'mcp --url x' }],
    ['nothing', null],
    ['a string', 'jira-token mcp --url x'],
    [
      'our script among other words',
      { command: 'sh', args: ['-c', '/opt/jira-token.cjs', 'mcp', '--url', url] },
    ],
  ])('with %s is not ours', (_, entry) => {
    expect(readEntry(entry)).toBeNull()
  })
})

describe('the name of an entry', () => {
  it.each([
    ['work', url, 'work'],
    ['Zoë’s Jira (new)', url, 'zoe-s-jira-new'],
    [null, url, 'mcp-example-com'],
    [null, 'http://127.0.0.1:9000/mcp', '127-0-0-1-9000'],
    ['日本', url, 'mcp-example-com'],
    ['x'.repeat(31) + ' yz', url, 'x'.repeat(31)],
  ])('for account %j at %s is %s', (account, at, name) => {
    expect(defaultEntryName(account, at)).toBe(name)
    expect(name).toMatch(entryNamePattern)
  })

  it('is a different one if it is taken', () => {
    const taken = new Set(['jira', 'jira-2'])
    expect(freeName('jira', (name) => taken.has(name))).toBe('jira-3')
    expect(freeName('work', (name) => taken.has(name))).toBe('work')
  })
})

describe('a snippet', () => {
  const entry = serverEntry(program, target)

  it('is JSON that most clients read', () => {
    expect(JSON.parse(snippetFor('generic', 'jira', entry, 'linux'))).toEqual({ mcpServers: { jira: entry } })
  })

  it('is what VS Code reads, for VS Code', () => {
    expect(JSON.parse(snippetFor('vscode', 'jira', entry, 'linux'))).toEqual({
      servers: { jira: { type: 'stdio', ...entry } },
    })
  })

  it('is an object with one list for opencode, which knows no other members', () => {
    const server = serverEntry(program, { ...target, dataFolder: '/data' })
    expect(JSON.parse(snippetFor('opencode', 'jira', server, 'linux'))).toEqual({
      mcp: {
        jira: {
          type: 'local',
          command: [server.command, ...server.args],
          environment: { JIRA_TOKEN_HOME: '/data' },
        },
      },
    })
  })

  it('offers all tools to Copilot CLI', () => {
    expect(JSON.parse(snippetFor('copilot', 'jira', entry, 'linux'))).toEqual({
      mcpServers: { jira: { type: 'local', ...entry, tools: ['*'] } },
    })
  })

  it('names the data folder for Gemini CLI, which passes on no other variable of that kind', () => {
    const server = serverEntry(program, { ...target, dataFolder: '/data' })
    expect(JSON.parse(snippetFor('gemini', 'jira', server, 'linux'))).toEqual({
      mcpServers: { jira: server },
    })
    expect(server.env).toEqual({ JIRA_TOKEN_HOME: '/data' })
  })

  it('is TOML for Codex, and YAML for Continue', () => {
    const odd = serverEntry(program, { ...target, headers: ['x-odd:"a\\b" \'c\': #'], dataFolder: 'C:\\d' })
    expect(parseToml(snippetFor('codex', 'jira', odd, 'linux'))).toEqual({ mcp_servers: { jira: odd } })
    expect(snippetFor('continue', 'jira', odd, 'linux')).toBe(`name: "jira"
version: 0.0.1
schema: v1
mcpServers:
  - name: "jira"
    type: stdio
    command: "/usr/bin/node"
    args:
      - "/opt/it’s here/jira-token.cjs"
      - "mcp"
      - "--url"
      - "${url}"
      - "--account"
      - "work"
      - "--header"
      - "x-odd:\\"a\\\\b\\" 'c': #"
    env:
      JIRA_TOKEN_HOME: "C:\\\\d"`)
  })

  it.each(snippetIds)('for %s has every word of the entry', (id) => {
    const text = snippetFor(id, 'jira', entry, 'linux')
    for (const word of [entry.command, ...entry.args]) expect(text).toContain(word)
  })

  it.each(clientIds)('for %s is recognized as ours', (id) => {
    expect(readEntry(getClient(id).format(entry))).toEqual(readEntry(entry))
  })

  it('is a command for Claude Code', () => {
    const [, script] = program
    expect(snippetFor('claude-code', 'jira', entry, 'linux')).toBe(
      `claude mcp add --scope user jira -- /usr/bin/node '${script}' mcp --url ${url} --account work`,
    )
  })

  it('quotes words for the shell', () => {
    expect(commandLine(['a b', "it's", '$HOME', 'C:\\x', ''], 'linux')).toBe(
      `'a b' 'it'\\''s' '$HOME' 'C:\\x' ''`,
    )
    expect(commandLine(['C:\\Program Files\\node.exe', 'C:\\x', 'say "x"'], 'win32')).toBe(
      '"C:\\Program Files\\node.exe" C:\\x "say \\"x\\""',
    )
  })
})

describe('the arguments for `claude mcp add`', () => {
  it('have an option between the variables and the name, which would otherwise be taken for a variable', () => {
    const entry = serverEntry(program, { ...target, account: null, dataFolder: '/data' })
    const words = claudeAddWords('jira', entry)
    expect(words.slice(0, 8)).toEqual([
      'mcp',
      'add',
      '--env',
      'JIRA_TOKEN_HOME=/data',
      '--scope',
      'user',
      'jira',
      '--',
    ])
    expect(words.slice(8)).toEqual([entry.command, ...entry.args])
  })
})

describe('the URL of a server', () => {
  it.each([
    url,
    'http://localhost:9000/mcp',
    'http://[::1]/mcp?project=A&author=b',
    'https://x.test/keys?keyboard=1',
  ])('%s is accepted', (text) => expect(urlProblem(text)).toBeNull())

  it.each(['http://mcp.example.com/', 'ftp://x', 'https://u:p@x.test/', 'https://x.test/#a', 'no', ''])(
    '%j is refused',
    (text) => expect(urlProblem(text)).toMatch(/https/),
  )

  it.each([
    'access_token',
    'token',
    'api_key',
    'apiKey',
    'key',
    'client_secret',
    'password',
    'sig',
    'authorization',
  ])('with a parameter %s is refused, because it would be a secret in a file', (name) =>
    expect(urlProblem(`https://x.test/mcp?a=1&${name}=abc`)).toContain(`“${name}”`),
  )
})
