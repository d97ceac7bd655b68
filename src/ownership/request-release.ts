import { request } from 'node:http'
import { cookieHeader, type OwnerAddress } from './owner-address.ts'

/** An owner finishes its renewals first; each has a time limit of its own. */
const timeoutMs = 15_000

/** Asks an owner to give way. Returns whether it does, or may have ended meanwhile; false when it stays. */
export function requestRelease({ socketPath, cookie }: OwnerAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      {
        socketPath,
        method: 'POST',
        path: '/v1/release',
        headers: cookieHeader(cookie),
        agent: false,
        timeout: timeoutMs,
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
