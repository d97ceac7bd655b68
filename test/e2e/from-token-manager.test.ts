import { execFile, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { cliProgram, type CliRun } from '../../scripts/harness/cli.ts'
import type * as Api from '../../src/client/index.ts'
import type * as Mcp from '../../src/mcp/index.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { startMcpSession, type McpSession } from '../support/mcp/mcp-session.ts'
import { needProgram } from '../support/need-program.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const page = await readFile(join(rootFolder, 'docs/from-token-manager.md'), 'utf8')

/** The rows of the table below a heading: the code in each cell. */
function tableBelow(heading: string): string[][][] {
  const [section = ''] = page.split(`\n## ${heading}\n`)[1]?.split('\n## ') ?? []
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)),
  )
}

const rowsBelow = (heading: string) =>
  tableBelow(heading).map((cells) => [cells[0]?.[0] ?? '', cells] as const)

let session: McpSession
let api: typeof Api
let mcp: typeof Mcp
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'jtt-test-'))
  await writeFile(join(folder, 'jira-token'), `#!/bin/sh\nexec '${process.execPath}' '${cliProgram}' "$@"\n`)
  await chmod(join(folder, 'jira-token'), 0o700)
  await writeFile(join(folder, 'server.py'), 'import os\nprint("JIRA_OAUTH_ACCESS_TOKEN" in os.environ)\n')
  await writeFile(
    join(folder, 'server.mjs'),
    'process.exitCode = process.env.JIRA_OAUTH_ACCESS_TOKEN ? 0 : 1',
  )
  session = await startMcpSession({}, { leftSec: 1800 })
  for (const [name, value] of Object.entries(session.env)) vi.stubEnv(name, value)
  // the published library, not the sources
  api = (await import(join(rootFolder, 'out/api/index.js'))) as typeof Api
  mcp = (await import(join(rootFolder, 'out/api/mcp.js'))) as typeof Mcp
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs a line of the page in a shell that has `jira-token`. `interrupt`: a text to end it at. */
async function shell(line: string, input = '', interrupt?: RegExp): Promise<CliRun> {
  const env = { ...session.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }
  const child = spawn('sh', ['-c', `${interrupt === undefined ? '' : 'exec '}${line}`], { env, cwd: folder })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    if (interrupt?.test(stdout) === true) child.kill('SIGINT')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

/** What each command of the page prints, where that is more than success. */
const expected: Readonly<Record<string, RegExp>> = {
  'jira-token status': /work/,
  'jira-token test': /the token works/,
  'jira-token status --verbose': /debug: GET \/v1\/status/,
  'jira-token history': /used by +jira-token/,
  'jira-token mcp test --url URL': /works\n.*\n.*\n {2}tools .*echo/,
  'jira-token run -- python3 server.py': /^True$/m,
  'jira-token api /rest/api/3/myself': /"displayName":"Ada Lovelace"/,
}

describe('each command has one that takes its place', () => {
  let redirectedTo = ''

  test.each(rowsBelow('What became of each command'))('%s', async (_original, cells) => {
    const [line = ''] = cells[1] ?? []
    const { apiUrl } = session.desktop.atlassian
    const runnable = line
      .replace('URL', session.server.url)
      .replace('/myself', '/myself --site analytical-engine')
      .replace('…', `--fail --silent --show-error ${apiUrl}/oauth/token/accessible-resources`)
    const run = await shell(
      runnable,
      line === 'jira-token exchange' ? redirectedTo : '',
      line === 'jira-token monitor' ? /work/ : undefined,
    )
    if (line.includes('--manual')) redirectedTo = (await walkThroughSignIn(run.stdout.trim())).url.href
    if (!/monitor/.test(line)) expect(run, line).toMatchObject({ code: 0 })
    expect(run.stdout + run.stderr).toMatch(expected[line] ?? /\S/)
  })
})

const token: unknown = expect.objectContaining({ tokenType: 'Bearer', account: { id: 'work', name: 'work' } })
/** What the methods of the page return, where that says something. */
const results: Readonly<Record<string, unknown>> = {
  'await tokens.isTokenValid()': true,
  'await tokens.getValidToken()': expect.stringMatching(/^\S{20,}$/),
  'await tokens.ensureValidToken()': token,
  'await tokens.renewToken()': token,
  'await tokens.getTokenStatus()': expect.objectContaining({ hasAccessToken: true }),
  'await client.initialize()': expect.objectContaining({
    name: expect.stringMatching(/everything/) as string,
  }),
  'await client.getTools()': expect.arrayContaining([expect.objectContaining({ name: 'echo' })]),
  "await client.invokeTool('echo', { message: 'hello' })": expect.objectContaining({ isError: false }),
  'await wrapper.runWithTokenManagement()': 0,
}

describe('each method and property has one that takes its place', () => {
  /** What the code of the rows before has made. */
  const made: Record<string, unknown> = {}
  afterAll(() => (made['tokens'] as Api.TokenManager).close())

  const names = [
    ['tokens', 'new TokenManager'],
    ['client', 'new McpClient'],
    ['wrapper', 'new TokenAwareMcpWrapper'],
  ] as const

  test.each(rowsBelow('What became of each method'))('%s', async (_original, cells) => {
    const [code = ''] = cells[2] ?? []
    const scope = { ...api, ...mcp, ...made, url: session.server.url }
    // oxlint-disable-next-line no-implied-eval, no-new-func -- the code of the page is what is tested
    const run = new Function(
      ...Object.keys(scope),
      `return (async () => ${code.replace("'server.mjs'", JSON.stringify(join(folder, 'server.mjs')))})()`,
    ) as (...args: unknown[]) => Promise<unknown>
    const result = await run(...Object.values(scope))
    const [name] = names.find(([, start]) => code.startsWith(start)) ?? []
    if (name !== undefined) made[name] = result
    for (const line of (cells[3] ?? []).filter((one) => one.startsWith('jira-token ')))
      expect(await shell(line), line).toMatchObject({ code: 0 })
    if (code in results) expect(result).toEqual(results[code])
  })
})

/** Runs each piece of Python after the ones before, with the package and `await`, and prints the results as JSON. */
const runPieces = `
import ast, asyncio, inspect, json, sys
import jira_token_tray

async def main():
    scope = dict(vars(jira_token_tray))
    for code in json.load(sys.stdin):
        kind = "exec" if "=" in code.split("(")[0] else "eval"
        result = eval(compile(code, code, kind, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), scope)
        result = await result if inspect.isawaitable(result) else result
        print(json.dumps({"code": code, "result": result, "type": type(result).__name__}))

asyncio.run(main())
`

/** What these pieces of Python return. */
async function inPython(pieces: readonly string[]) {
  const env = {
    ...session.env,
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    PYTHONPATH: join(rootFolder, 'python'),
  }
  const running = promisify(execFile)('python3', ['-W', 'error', '-B', '-c', runPieces], { env })
  running.child.stdin?.end(JSON.stringify(pieces))
  const lines = (await running).stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as { code: string; result: unknown; type: string })
}

/** Without Python, there is nothing to compare. */
function missingPython(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

describe('in Python, the names are those of the original', () => {
  const rows = rowsBelow('What became of each method').filter(([, cells]) => cells[1]?.length === 1)

  test('each piece of code of the page works', async (context) => {
    needProgram(context, 'python3')
    const pieces = rows.flatMap(([, [, python = [], , notes = []]]) => [
      ...python,
      ...notes.filter((one) => one.startsWith('tokens.')),
    ])
    expect(pieces.length).toBeGreaterThan(11)
    for (const { code, result, type } of await inPython(pieces)) {
      if (/valid_token\(|renew_token/.test(code)) expect({ code, type }).toEqual({ code, type: 'Token' })
      if (code.includes('is_token_valid')) expect(result).toBe(true)
    }
  })

  test.each(rows.filter(([original]) => !/^TokenManager|^headers/.test(original)))(
    '%s',
    (original, cells) => {
      expect(cells[1]?.[0]?.replace('tokens.', '')).toBe(original)
    },
  )
})

describe('each status field is in all three statuses', () => {
  let [node, cli]: object[] = []
  let python: unknown
  beforeAll(async () => {
    const manager = new api.TokenManager()
    node = await manager.getTokenStatus()
    manager.close()
    cli = (JSON.parse((await shell('jira-token status --json')).stdout) as Status).accounts[0]
    const pieces = ['TokenManager().get_token_status()']
    python = (await inPython(pieces).catch(missingPython))?.[0]?.result
  })

  const at = (value: unknown, path = '') =>
    path.split('.').reduce<unknown>((one, key) => (one as Record<string, unknown>)[key], value)

  test.each(rowsBelow('What became of each status field'))('%s', (_original, cells) => {
    const value = at(node, cells[1]?.[0])
    const other = at(cli, cells[2]?.[0])
    expect(value).toBeDefined()
    // the time left differs by the time between the two
    if (typeof value === 'number') expect(typeof other).toBe('number')
    else expect(other).toEqual(value instanceof Date ? value.toISOString() : value)
    if (python === undefined) return
    const original = at(python, (cells[0]?.[0] ?? '').replaceAll(/\['(\w+)'\]/g, '.$1'))
    if (typeof value === 'number') expect(original).toMatch(/^0:\d\d:\d\d$/)
    else if (value instanceof Date) expect(new Date(String(original))).toEqual(value)
    else expect(original).toBe(value)
  })
})

test('every code in `results` and `expected` stands on the page', () => {
  for (const code of [...Object.keys(results), ...Object.keys(expected)])
    expect(page).toContain(`\`${code}\``)
})

test('with the command for “Change nothing”, the file has a valid token, also after a renewal', async () => {
  const { atlassian } = session.desktop
  const [item] = await session.desktop.keychain()
  const env = join(await temporaryFolder(), '.env')
  const variables = {
    JIRA_OAUTH_CLIENT_ID: atlassian.clientId,
    JIRA_OAUTH_CLIENT_SECRET: atlassian.clientSecret,
    JIRA_OAUTH_REDIRECT_URI: atlassian.redirectUris[0],
    JIRA_OAUTH_REFRESH_TOKEN: item?.tokenSet?.refreshToken,
    JIRA_OAUTH_ACCESS_TOKEN: 'expired-long-ago',
  }
  expect(Object.keys(variables).toSorted()).toEqual(
    rowsBelow('What became of each variable')
      .map(([name]) => name)
      .toSorted(),
  )
  await writeFile(
    env,
    Object.entries(variables).map(([name, value]) => `${name}=${value}\n`),
  )
  await shell('jira-token sign-out work --yes')
  const [, block = ''] = /^## Change nothing\n\n```sh\n([\s\S]*?)```/m.exec(page) ?? []
  const run = await shell(block.trim().replace('.env', env))
  expect(run, block).toMatchObject({ code: 0 })
  const tokenInFile = async () =>
    /^JIRA_OAUTH_ACCESS_TOKEN=(.*)$/m.exec(await readFile(env, 'utf8'))?.[1] ?? ''
  const first = await tokenInFile()
  expect(await atlassian.introspect(first)).toMatchObject({ active: true, newest: true })
  await shell('jira-token renew')
  await vi.waitUntil(async () => (await tokenInFile()) !== first, { timeout: 120_000 })
  expect(await atlassian.introspect(await tokenInFile())).toMatchObject({ active: true, newest: true })
})
