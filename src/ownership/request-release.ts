import { request } from 'node:http'
import { cookieHeader, type OwnerAddress } from './owner-address.ts'

/** An owner finishes its renewals first; each has its own time limit. */
const timeoutMs = 15_000

/** Asks an owner to release the data folder. Resolves with false if it refuses, true if it agrees or has exited. */
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
    // it hung up: it is busy, or has just exited
    asked.on('error', () => resolve(true))
    asked.end()
  })
}
