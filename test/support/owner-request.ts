import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { addressAt, cookieHeader, type OwnerAddress } from '../../src/ownership/owner-address.ts'
import { getOwnerFolder, maxGeneration, socketName } from '../../src/ownership/owner-folder.ts'

/** The file by which clients find the owner of this data folder: a value for `JIRA_TOKEN_SOCKET`. */
export function ownerFile(dataFolder: string): string {
  const folder = getOwnerFolder(dataFolder)
  return join(folder, socketName(maxGeneration(folder)))
}

/** Where the owner of this data folder listens: on a socket, or on Windows on a named pipe. */
export function ownerAddress(dataFolder: string): OwnerAddress {
  const address = addressAt(ownerFile(dataFolder))
  if (address === null) throw new Error(`the address of the owner of ${dataFolder} is damaged`)
  return address
}

export interface OwnerAnswer {
  readonly status: number
  readonly text: string
  readonly headers: IncomingHttpHeaders
}

/** Sends a request to the owner at this address like any program could. */
export function requestOwner(
  { socketPath, cookie }: OwnerAddress,
  method: string,
  path: string,
  body = '',
): Promise<OwnerAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
    const headers = { ...cookieHeader(cookie), ...length }
    const outgoing = request({ socketPath, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
