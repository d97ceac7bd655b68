import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

interface FeedRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** A server of release files on loopback, as a company may have one. */
export interface ReleaseFeed {
  readonly url: string
  readonly requests: readonly FeedRequest[]
  /** What it answers from now on: the content of a file, or a function that answers itself. */
  answer(next: string | ((request: IncomingMessage, response: ServerResponse) => void)): void
  close(): Promise<void>
}

/** What electron-builder writes, for a version. */
export const releaseFile = (version: string): string =>
  `version: ${version}
files:
  - url: jira-token-tray-${version}-linux-x86_64.AppImage
    sha512: bm90aGluZw==
    size: 7
path: jira-token-tray-${version}-linux-x86_64.AppImage
sha512: bm90aGluZw==
releaseDate: '2026-11-28T12:00:00.000Z'
`

/** Starts one that has this version. */
export async function startReleaseFeed(version = '9.9.9'): Promise<ReleaseFeed> {
  const requests: FeedRequest[] = []
  let answer: Parameters<ReleaseFeed['answer']>[0] = releaseFile(version)
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers })
    if (typeof answer === 'string') response.end(answer)
    else answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, requests, answer: (next) => (answer = next), close }
}
