import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHeadlessSession, type HeadlessSession } from '../../../scripts/harness/headless-session.ts'
import { startOddServer, type OddAnswers, type OddServer } from '../../support/mcp-resource/odd-server.ts'
import { uncleanText } from '../../support/unclean-text.ts'

let session: HeadlessSession
let server: OddServer
let count = 0

beforeAll(async () => {
  server = await startOddServer()
  session = await startHeadlessSession()
})
afterAll(async () => {
  await session.close()
  await server.close()
})

async function addServer(answers: OddAnswers) {
  server.answerWith(answers)
  count += 1
  return session.cli(['accounts', 'add', `server-${count}`, '--kind', 'mcp-server', '--url', server.url])
}

const escape = '\u001b'

const tricks: Readonly<Record<string, (origin: string) => OddAnswers>> = {
  'an authorize URL that moves the cursor': (origin) => ({
    metadata: {
      authorization_endpoint: `${origin}/authorize?${escape}[2K${escape}[1Ahttps://auth.atlassian.com`,
    },
  }),
  'a token URL that sets the title': () => ({
    metadata: { token_endpoint: `https://evil.example/${escape}]0;x\u0007${escape}[8m` },
  }),
  'an issuer with color': (origin) => ({
    resource: { authorization_servers: [`${origin}/${escape}[31m`] },
    metadata: { issuer: `${origin}/${escape}[31m` },
  }),
  'a token URL with line breaks': () => ({ metadata: { token_endpoint: 'https://evil\n.exam\tple/token' } }),
  'an authorize URL with a right-to-left override': () => ({
    metadata: { authorization_endpoint: 'https://evil.example/\u202emoc.naissalta.htua//:sptth' },
  }),
  'an authorize URL with a host that looks like another one': () => ({
    metadata: { authorization_endpoint: 'https://аuth.atlassian.com/authorize' },
  }),
  'an issuer with invisible characters': (origin) => ({
    resource: { authorization_servers: [`${origin}/\u200b\u2066\u{e0041}`] },
    metadata: { issuer: `${origin}/\u200b\u2066\u{e0041}` },
  }),
  'a registration URL with a C1 sequence': (origin) => ({
    metadata: { registration_endpoint: `${origin}/register?\u009b2J` },
  }),
  'a client ID with color': () => ({ registration: { client_id: `x${escape}[31m` } }),
}

async function expectCleanWords(answers: OddAnswers): Promise<void> {
  const { stdout, stderr } = await addServer(answers)
  expect(stdout + stderr).not.toMatch(uncleanText)
  for (const args of [['status'], ['accounts', 'list']])
    expect((await session.cli(args)).stdout).not.toMatch(uncleanText)
}

test('output about a server that has a scope with color is clean', () =>
  expectCleanWords({ resource: { scopes_supported: [`a${escape}[31m`] } }))

test.for(Object.entries(tricks))('output about a server that has %s is clean', ([, answersAt]) =>
  expectCleanWords(answersAt(server.origin)),
)

test('the user sees the hosts as they are, apart from the rest of the URLs', async () => {
  const { stderr } = await addServer({
    metadata: {
      authorization_endpoint: 'https://аuth.atlassian.com/https://auth.atlassian.com/authorize',
      token_endpoint: 'https://EVIL.example/token',
    },
  })
  expect(stderr).toMatch(/^ {2}sign-in page {4}xn--uth-5cd\.atlassian\.com {2,}https:\/\/xn--uth-5cd\./m)
  expect(stderr).toMatch(/^ {2}token endpoint {2}evil\.example {2,}https:\/\/evil\.example\/token$/m)
})

const dangers: Readonly<Record<string, OddAnswers>> = {
  'an authorize URL that is a script': { metadata: { authorization_endpoint: 'javascript:alert(1)' } },
  'an authorize URL with a user name that looks like a host': {
    metadata: { authorization_endpoint: 'https://auth.atlassian.com@evil.example/a' },
  },
  'a token URL that is a file': { metadata: { token_endpoint: 'file:///etc/passwd' } },
  'a token URL in the machine’s own network over HTTP': {
    metadata: { token_endpoint: 'http://169.254.169.254/latest' },
  },
  'metadata in a file': { metadataUrl: 'file:///etc/passwd' },
  'metadata in the machine’s own network over HTTP': { metadataUrl: 'http://169.254.169.254/x' },
  'someone else’s issuer': { metadata: { issuer: 'https://auth.atlassian.com' } },
  'metadata of another server': { resource: { resource: 'https://mcp.atlassian.com/v1/mcp' } },
}

test.for(Object.entries(dangers))('no account is added for a server that has %s', async ([, answers]) => {
  const { code, stderr } = await addServer(answers)
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/^jira-token: .+ \(\w+\)$/m)
})
