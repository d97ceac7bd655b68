// @modelcontextprotocol/conformance starts this as the client of its scenarios about sign-in: adds an account for the given
// server, signs in as a user would, and uses the server through a bridge.
// Usage: node conformance-sign-in.mjs JIRA_TOKEN_PROGRAM URL, with an owner in JIRA_TOKEN_HOME
import { request } from 'node:http'
import { join } from 'node:path'
import { useServer } from './use-server.mjs'

const [program = '', url = ''] = process.argv.slice(2)
const { MCP_CONFORMANCE_SCENARIO: scenario, MCP_CONFORMANCE_CONTEXT: context = '{}' } = process.env
const socketPath = join(process.env.JIRA_TOKEN_HOME ?? '', 'owner/api.sock')
const name = `of-${new URL(url).port}`

/** Asks the owner over the local API. Rejects with its error. */
const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () =>
        response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(text)),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body && JSON.stringify(body))
  })

/** The client that the user was given; none in most scenarios, where the app registers itself. */
function ownClient() {
  if (scenario === 'auth/basic-cimd')
    return { clientId: 'https://conformance-test.local/client-metadata.json' }
  const { client_id: clientId, client_secret: clientSecret } = JSON.parse(context)
  return clientId === undefined ? {} : { clientId, clientSecret }
}

const addAccount = () => ask('POST', '/v1/accounts', { name, kind: 'mcp-server', url, ...ownClient() })

async function signIn() {
  const begun = await ask('POST', `/v1/accounts/${name}/sign-in`, { surface: 'manual' })
  const page = await fetch(begun.url, { redirect: 'manual' })
  await ask('POST', '/v1/sign-in/finish', { redirectedTo: page.headers.get('location'), account: name })
}

/** Whether the server by now names another authorization server than the account's. */
async function hasMoved() {
  const { accounts } = await ask('GET', '/v1/accounts')
  const { issuer } = await ask('POST', '/v1/discover', { url })
  return accounts.find((account) => account.name === name).issuer !== issuer
}

await addAccount()
await signIn()
let problems = await useServer(program, url)
if (problems.length > 0) {
  // the account stays with the authorization server that the user saw
  if (await hasMoved()) {
    await ask('DELETE', `/v1/accounts/${name}`)
    await addAccount()
  }
  await signIn()
  problems = await useServer(program, url)
}
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
