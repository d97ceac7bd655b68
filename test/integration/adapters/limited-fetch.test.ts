import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { limitFetch, maybeSent } from '../../../src/adapters/http/limited-fetch.ts'
import type { AppError } from '../../../src/shared/error-codes.ts'

/** A server for one test; returns its URL. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const getFailure = (answer: Promise<unknown>) =>
  answer.then(
    () => null,
    (error: unknown) => error,
  )

describe('a limited fetch', () => {
  it('returns the whole answer: status, headers, and body', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(201, { 'x-colour': 'green' }).end('hello')
    })
    const answer = await limitFetch(fetch)(url)
    expect([answer.status, answer.headers.get('x-colour'), await answer.text()]).toEqual([
      201,
      'green',
      'hello',
    ])
  })

  it('returns an answer that can’t have a body', async () => {
    const url = await serving((_request, response) => response.writeHead(204).end())
    expect((await limitFetch(fetch)(url)).status).toBe(204)
  })

  it.for(Object.entries({ gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }))(
    'decodes %s, which it does not ask for',
    async ([coding, encode]) => {
      const url = await serving((_request, response) => {
        response.writeHead(200, { 'content-encoding': coding }).end(encode('{"access_token":"a"}'))
      })
      expect(await (await limitFetch(fetch)(url, { method: 'POST' })).json()).toEqual({ access_token: 'a' })
    },
  )

  it('follows redirects only on request', async () => {
    const url = await serving(({ url: path }, response) => {
      if (path === '/') response.writeHead(307, { location: '/elsewhere' }).end()
      else response.end('elsewhere')
    })
    expect((await limitFetch(fetch)(url)).status).toBe(307)
    expect(await (await limitFetch(fetch)(url, { redirect: 'follow' })).text()).toBe('elsewhere')
  })

  it('gives up on a server that starts to answer but never finishes', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200).write('a beginning')
    })
    expect(await getFailure(limitFetch(fetch, 60)(url))).toMatchObject({ code: 'timedOut' })
  })

  it('reads a response that arrived while this process got no CPU time', async () => {
    const server = new Worker(
      `const { parentPort } = require('node:worker_threads')
       const server = require('node:http').createServer((_, response) => response.end('in time'))
       server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`,
      { eval: true },
    )
    try {
      const [port] = (await once(server, 'message')) as [number]
      const limitMs = 2000
      const answer = limitFetch(fetch, limitMs)(`http://127.0.0.1:${port}/`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, limitMs * 1.5)
      expect(await (await answer).text()).toBe('in time')
    } finally {
      await server.terminate()
    }
  })

  it('gives up on a server that never stops sending', async () => {
    let cut: () => void = () => undefined
    const wasCut = new Promise<void>((resolve) => (cut = resolve))
    const url = await serving((request, response) => {
      const more = (): void => {
        if (response.destroyed) return
        if (response.write('x'.repeat(64 * 1024))) setImmediate(more)
        else response.once('drain', more)
      }
      request.socket.once('close', cut)
      more()
    })
    expect(await getFailure(limitFetch(fetch)(url))).toMatchObject({ code: 'badAnswer' })
    await wasCut
  })

  it('stops as soon as the caller aborts', async () => {
    const url = await serving(() => undefined)
    const caller = new AbortController()
    const answer = getFailure(limitFetch(fetch)(url, { signal: caller.signal }))
    caller.abort()
    expect(await answer).toMatchObject({ code: 'interrupted' })
  })

  it('distinguishes a request that may have arrived from one that can’t have', async () => {
    const url = await serving((request) => request.socket.destroy())
    const nobody = `http://127.0.0.1:${await freePort()}/`
    for (const [to, isSent] of [
      [url, true],
      [nobody, false],
    ] as const) {
      const failure = await limitFetch(fetch)(to).catch((error: AppError) => error)
      expect(failure).toMatchObject({ code: 'offline' })
      expect(maybeSent(failure as AppError)).toBe(isSent)
    }
  })
})
