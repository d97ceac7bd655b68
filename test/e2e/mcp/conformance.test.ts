import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { cliProgram } from '../../../scripts/harness/cli.ts'
import { startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

const support = join(rootFolder, 'test/support/mcp')
const program = join(rootFolder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js')
const client = `${process.execPath} ${join(support, 'conformance-client.mjs')} ${cliProgram}`

let session: McpSession

beforeAll(async () => {
  session = await startMcpSession()
})
afterAll(() => session.close())

function conformance(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const all = ['--import', join(support, 'with-glob-sync.mjs'), program, ...args]
    execFile(process.execPath, all, { env: session.env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}

/** What the client scenarios cover; those about getting a token with OAuth don't apply to the bridge (docs/mcp.md). */
const ofHandshakes = [
  'initialize',
  'tools_call',
  'elicitation-sep1034-client-defaults',
  'json-schema-2020-12-preservation',
]
const withoutHandshakes = [
  'tools_call',
  'request-metadata',
  'sep-2322-client-request-state',
  'http-standard-headers',
  'http-custom-headers',
  'http-invalid-tool-headers',
  'json-schema-ref-no-deref',
  'json-schema-2020-12-preservation',
]

async function passes(version: string, scenario: string): Promise<void> {
  const which = ['--scenario', scenario, '--spec-version', version, '--timeout', '300000']
  const output = await conformance('client', '--command', client, ...which)
  expect(output).toMatch(/OVERALL: PASSED/)
  expect(output).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/)
}

// on its own, because it measures time
test('the official client passes `sse-retry` through the bridge', () => passes('2025-11-25', 'sse-retry'))

test.concurrent.for([
  ...ofHandshakes.map((scenario) => ['2025-11-25', scenario] as const),
  ...withoutHandshakes.map((scenario) => ['2026-07-28', scenario] as const),
])('protocol version %s: the official client passes `%s` through the bridge', ([version, scenario]) =>
  passes(version, scenario),
)

test('only the scenarios about OAuth and extensions are left out', async () => {
  const list = await conformance('list')
  const ofClients = list.slice(
    list.indexOf('Client scenarios'),
    list.indexOf('Authorization server scenarios'),
  )
  const names = [...ofClients.matchAll(/^ {2}- (\S+) \[([^\]]*)\]/gm)].map(
    ([, name = '', versions = '']) => ({ name, versions }),
  )
  const left = names.filter(({ name, versions }) => !name.startsWith('auth/') && versions !== 'extension')
  expect(new Set(left.map(({ name }) => name))).toEqual(
    new Set(['sse-retry', ...ofHandshakes, ...withoutHandshakes]),
  )
})
