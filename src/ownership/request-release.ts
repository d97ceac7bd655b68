import { request } from 'node:http'
import { cookieHeader, type OwnerAddress } from './owner-address.ts'

/** An owner finishes its renewals first; each has a time limit of its own. */
const timeLimitMs = 15_000

/** Asks an owner to give way. Returns whether it does, or may have ended meanwhile; false when it stays. */
export function askToHandOver({ socketPath, cookie }: OwnerAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      {
        socketPath,
        method: 'POST',
        path: '/v1/hand-over',
        headers: cookieHeader(cookie),
        agent: false,
        timeout: timeLimitMs,
      },
      (response) => {
        response.resume()
        resolve(response.statusCode !== 409)
      },
    )
    asked.on('timeout', () => asked.destroy())
    // hung up on: it is busy, or has just ended
    asked.on('error', () => resolve(true))
    asked.end()
  })
}
