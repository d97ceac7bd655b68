import type { RouteAnswer } from '../../shared/local-api.ts'
import { note } from '../terminal/print.ts'
import { ask } from '../connection.ts'

/** Shows on stderr where an MCP server has users sign in, before anything is stored. Rejects with an `OwnerError`. */
export async function noteDiscovered(url: string): Promise<void> {
  const found = await ask<RouteAnswer<'discover'>>({ method: 'POST', target: '/v1/discover', body: { url } })
  const registers =
    found.registrationUrl === null ? 'It requires a --client-id.' : 'Apps can register themselves there.'
  note(`${url} uses ${found.issuer} for sign-in. ${registers}`)
  note(`  sign-in page    ${found.authorizeUrl}`)
  note(`  token endpoint  ${found.tokenUrl}`)
}
