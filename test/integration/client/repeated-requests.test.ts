import axios from 'axios'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { attachToAxios } from '../../../src/client/node-api/attach-to-axios.ts'
import { createFetch } from '../../../src/client/node-api/create-fetch.ts'
import type { TokenManager } from '../../../src/client/node-api/token-manager.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Issues `token-1` until it is refused, then `token-2`. */
function createManager() {
  const refused: string[] = []
  const token = () => {
    const number = refused.length + 1
    return { accessToken: `token-${number}`, tokenId: `id-${number}` }
  }
  const manager = {
    ensureValidToken: async () => token(),
    replaceRefusedToken: async (tokenId: string) => {
      refused.push(tokenId)
      return token()
    },
  } as unknown as TokenManager
  return { manager, refused }
}

/** A server that reads the whole request and refuses `token-1`; `seen` lists the token and body of each request. */
async function startServer() {
  const seen: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const token = (request.headers.authorization ?? '').replace('Bearer ', '')
      seen.push(`${token} ${body}`)
      response.statusCode = token === 'token-1' ? 401 : 200
      response.end(`got ${body}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen }
}

async function makeFile(content: string): Promise<string> {
  const path = join(await temporaryFolder(), 'upload')
  await writeFile(path, content)
  return path
}

const webStream = (text: string) => new Response(text).body

describe('an axios request with a refused token', () => {
  const startAxios = async () => {
    const server = await startServer()
    const { manager, refused } = createManager()
    const instance = axios.create({ baseURL: server.url, timeout: 60_000 })
    attachToAxios(instance, manager)
    return { instance, refused, seen: server.seen }
  }

  it('is repeated with its data', async () => {
    const { instance, seen } = await startAxios()
    expect((await instance.post<string>('', 'text')).data).toBe('got text')
    expect(seen).toEqual(['token-1 text', 'token-2 text'])
  })

  it('with a file stream as data fails with the 401, and is never repeated with an empty body', async () => {
    const { instance, refused, seen } = await startAxios()
    const path = await makeFile('content')
    await expect(instance.post('', createReadStream(path))).rejects.toMatchObject({
      response: { status: 401 },
    })
    expect(seen).toEqual(['token-1 content'])
    expect(refused).toEqual(['id-1'])
    // the caller can open the file again, and gets the new token at once
    expect((await instance.post<string>('', createReadStream(path))).data).toBe('got content')
  })

  it('with a known length, or with a form, fails at once instead of hanging', async () => {
    const withLength = await startAxios()
    const headers = { 'content-length': '7' }
    await expect(
      withLength.instance.post('', createReadStream(await makeFile('content')), { headers }),
    ).rejects.toMatchObject({ response: { status: 401 } })
    const form = await startAxios()
    await expect(form.instance.postForm('', { field: 'value' })).rejects.toMatchObject({
      response: { status: 401 },
    })
  })

  it('with a web stream as data fails with the 401', async () => {
    const { instance, refused } = await startAxios()
    const sent = instance.post('', webStream('content'), { adapter: 'fetch' })
    await expect(sent).rejects.toMatchObject({ response: { status: 401 } })
    expect(refused).toEqual(['id-1'])
  })
})

describe('`fetch` with a refused token', () => {
  const startFetch = async () => {
    const server = await startServer()
    const { manager, refused } = createManager()
    return { fetch: createFetch(manager), refused, ...server }
  }

  it.each<[string, () => unknown]>([
    ['a web stream', () => webStream('content')],
    ['a Node stream', () => Readable.from(['con', 'tent'])],
  ])('returns the 401 when the body is %s', async (_, body) => {
    const { fetch, url, refused, seen } = await startFetch()
    const init = { method: 'POST', body: body(), duplex: 'half' } as RequestInit
    expect((await fetch(url, init)).status).toBe(401)
    expect(seen).toEqual(['token-1 content'])
    expect(refused).toEqual(['id-1'])
  })

  it('repeats a Request object with its whole body', async () => {
    const { fetch, url, seen } = await startFetch()
    const text = 'x'.repeat(100_000)
    const response = await fetch(new Request(url, { method: 'POST', body: text }))
    expect(await response.text()).toBe(`got ${text}`)
    expect(seen).toEqual([`token-1 ${text}`, `token-2 ${text}`])
  })

  it('repeats a form with its files', async () => {
    const { fetch, url, seen } = await startFetch()
    const body = new FormData()
    body.set('file', new Blob(['content']), 'upload.txt')
    expect(await (await fetch(url, { method: 'POST', body })).text()).toContain('content')
    expect(seen).toHaveLength(2)
    expect(seen[1]).toBe(seen[0]!.replace('token-1', 'token-2'))
  })
})
