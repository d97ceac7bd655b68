import type { RequestListener } from 'node:http'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readWholeBody } from '../../../../src/mcp/bridge/read-answer.ts'
import { openUpstream } from '../../../../src/mcp/bridge/upstream.ts'
import { createAuthority, type CertificateAuthority } from '../../../support/certificates.ts'
import { startCorporateProxy, type CorporateProxy } from '../../../support/corporate-proxy.ts'
import { startBridgeHarness } from '../../../support/mcp/bridge-harness.ts'
import { needProgram } from '../../../support/need-program.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const url = 'https://mcp.corp.test/mcp'

/** Answers `initialize` and every other request. */
const mcpServer: RequestListener = (incoming, outgoing) => {
  let body = ''
  incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
  incoming.on('end', () => {
    const message = body === '' ? {} : (JSON.parse(body) as { id?: number })
    if (message.id === undefined) return outgoing.writeHead(incoming.method === 'POST' ? 202 : 405).end()
    outgoing.setHeader('content-type', 'application/json')
    const result = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      serverInfo: { name: 's', version: '1' },
    }
    outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }))
  })
}

let authority: CertificateAuthority
let caFile: string | null

beforeEach(async (context) => {
  needProgram(context, 'openssl')
  authority = await createAuthority(await temporaryFolder(), 'Inspection CA')
  caFile = null
})

async function startNetwork(host = 'mcp.corp.test', password: string | null = null): Promise<CorporateProxy> {
  const certificate = await authority.issue(host)
  const proxy = await startCorporateProxy({ 'mcp.corp.test': { certificate, answer: mcpServer } }, password)
  onTestFinished(() => proxy.close())
  return proxy
}

const networkWith = (environment: NodeJS.ProcessEnv) => ({ environment, askCaFile: async () => caFile })

/** Initializes through a new bridge; returns the error message, or '' if it works. */
async function failureWith(environment: NodeJS.ProcessEnv) {
  const bridge = await startBridgeHarness(url, undefined, null, networkWith(environment))
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } }
  bridge.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  return (await bridge.answer(0)).error ?? null
}

describe('the bridge behind a proxy that inspects traffic', () => {
  it('names an unknown authority, and works in the same process once its certificate is the CA file', async () => {
    const proxy = await startNetwork()
    const bridge = await startBridgeHarness(url, undefined, null, networkWith({ HTTPS_PROXY: proxy.url }))
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 't', version: '1' },
    }
    bridge.send({ jsonrpc: '2.0', id: 7, method: 'initialize', params })
    const { error } = await bridge.answer(7)
    expect(error).toMatchObject({ data: { code: 'certificateUntrusted' } })
    expect(error!.message).toMatch(/^mcp\.corp\.test can’t be reached\. .*certificate.*--ca-file FILE/)
    caFile = authority.file
    await bridge.connect()
    expect(new Set(proxy.asked)).toEqual(new Set(['mcp.corp.test:443']))
  })

  it('names the certificate of another host, and a proxy that wants a password', async () => {
    const other = await startNetwork('other.corp.test')
    caFile = authority.file
    expect(await failureWith({ https_proxy: other.url })).toMatchObject({
      data: { code: 'certificateOfOtherHost' },
    })
    const guarded = await startNetwork('mcp.corp.test', 'me:secret')
    expect(await failureWith({ https_proxy: guarded.url })).toMatchObject({
      data: { code: 'proxyNeedsPassword' },
    })
    expect(await failureWith({ https_proxy: guarded.url.replace('//', '//me:secret@') })).toBe(null)
  })

  it('reuses a connection through the proxy', async () => {
    const proxy = await startNetwork()
    caFile = authority.file
    const upstream = await openUpstream(new URL(url), networkWith({ HTTPS_PROXY: proxy.url }))
    onTestFinished(() => upstream.close())
    const ask = async () => {
      const signal = new AbortController().signal
      const answer = await upstream.send({ method: 'POST', headers: {}, body: '{"id":1}', signal })
      await readWholeBody(answer)
      return answer.statusCode
    }
    const first = await ask()
    const connections = proxy.asked.length
    expect([first, await ask(), await ask(), proxy.asked.length]).toEqual([200, 200, 200, connections])
  })

  it('tries again later when the proxy does not connect', async () => {
    const proxy = await startNetwork()
    const upstream = await openUpstream(
      new URL('https://elsewhere.test/mcp'),
      networkWith({ HTTPS_PROXY: proxy.url }),
    )
    const { signal } = new AbortController()
    await expect(upstream.send({ method: 'GET', headers: {}, signal })).rejects.toMatchObject({
      code: 'proxyFailed',
      retry: 'safe',
    })
  })
})
