import type { RouteAnswer } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'

/** Says on stderr where people sign in at an MCP server, before anything is stored. Rejects with an `OwnerError`. */
export async function noteDiscovered(url: string): Promise<void> {
  const found = await ask<RouteAnswer<'discover'>>({ method: 'POST', target: '/v1/discover', body: { url } })
  const registers = found.registrationUrl === null ? 'needs --client-id' : 'lets the app register itself'
  note(`${url} has people sign in at ${found.issuer}, which ${registers}:`)
  note(`  page    ${found.authorizeUrl}`)
  note(`  tokens  ${found.tokenUrl}`)
}
