// @modelcontextprotocol/conformance starts this as the client: the official client, through a bridge to the given server.
// Usage: node conformance-client.mjs JIRA_TOKEN_PROGRAM URL
import { useServer } from './use-server.mjs'

const [program = '', url = ''] = process.argv.slice(2)
for (const problem of await useServer(program, url)) console.error(problem)
