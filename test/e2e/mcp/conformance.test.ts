import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { cliProgram } from '../../../scripts/harness/cli.ts'
import { startMcpSession, type McpSession } from '../../support/mcp/mcp-session.ts'

const support = join(rootFolder, 'test/support/mcp')
const program = join(rootFolder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js')
const clientOf = (scenario: string) => {
  const client = scenario.startsWith('auth/') ? 'conformance-sign-in.mjs' : 'conformance-client.mjs'
  return `${process.execPath} ${join(support, client)} ${cliProgram}`
}

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

/** What the client scenarios of a protocol version cover. */
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

/** The scenarios about sign-in, by protocol version; a later version includes those of the earlier one. */
const ofSignIns = {
  '2025-03-26': ['auth/2025-03-26-oauth-metadata-backcompat'],
  '2025-11-25': [
    'auth/metadata-default',
    'auth/metadata-var1',
    'auth/metadata-var2',
    'auth/metadata-var3',
    'auth/basic-cimd',
    'auth/scope-from-www-authenticate',
    'auth/scope-from-scopes-supported',
    'auth/scope-omitted-when-undefined',
    'auth/scope-step-up',
    'auth/scope-retry-limit',
    'auth/token-endpoint-auth-basic',
    'auth/token-endpoint-auth-post',
    'auth/token-endpoint-auth-none',
    'auth/pre-registration',
  ],
  '2026-07-28': [
    'auth/scope-step-up',
    'auth/resource-mismatch',
    'auth/offline-access-scope',
    'auth/offline-access-not-supported',
    'auth/authorization-server-migration',
    'auth/iss-supported',
    'auth/iss-not-advertised',
    'auth/iss-supported-missing',
    'auth/iss-wrong-issuer',
    'auth/iss-unexpected',
    'auth/iss-normalized',
    'auth/metadata-issuer-mismatch',
  ],
}

/** Why they would fail: docs/mcp.md, "Protocol". */
const notOurs = ['auth/2025-03-26-oauth-endpoint-fallback']

async function passes(version: string, scenario: string): Promise<void> {
  const which = ['--scenario', scenario, '--spec-version', version, '--timeout', '300000']
  const output = await conformance('client', '--command', clientOf(scenario), ...which)
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

test.concurrent.for(
  Object.entries(ofSignIns).flatMap(([version, all]) => all.map((scenario) => [version, scenario] as const)),
)('protocol version %s: an account of an MCP server passes `%s`', ([version, scenario]) =>
  passes(version, scenario),
)

test('only one scenario and the extensions are left out', async () => {
  const list = await conformance('list')
  const ofClients = list.slice(
    list.indexOf('Client scenarios'),
    list.indexOf('Authorization server scenarios'),
  )
  const names = [...ofClients.matchAll(/^ {2}- (\S+) \[([^\]]*)\]/gm)].map(
    ([, name = '', versions = '']) => ({ name, versions }),
  )
  const ours = names.filter(({ versions }) => versions !== 'extension').map(({ name }) => name)
  const run = ['sse-retry', ...ofHandshakes, ...withoutHandshakes, ...Object.values(ofSignIns).flat()]
  expect(new Set(ours)).toEqual(new Set([...run, ...notOurs]))
})
