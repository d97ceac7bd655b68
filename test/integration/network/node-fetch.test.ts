import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestListener } from 'node:http'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { limitFetch, maybeSent } from '../../../src/adapters/http/limited-fetch.ts'
import { createCaFileFetch, createNodeFetch } from '../../../src/adapters/http/node-fetch.ts'
import { createGetJson } from '../../../src/adapters/jira/get-json.ts'
import { readCertificateChain } from '../../../src/network/certificate-chain.ts'
import { getEnvironmentProxy } from '../../../src/network/environment-proxy.ts'
import { createTrust } from '../../../src/network/trust.ts'
import * as z from 'zod'
import type { AppError } from '../../../src/shared/error-codes.ts'
import { createAuthority, type CertificateAuthority } from '../../support/certificates.ts'
import { startCorporateProxy, type CorporateProxy } from '../../support/corporate-proxy.ts'
import { needProgram } from '../../support/need-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const url = 'https://jira.corp.test/token'

const echo: RequestListener = (incoming, outgoing) => {
  let body = ''
  incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
  incoming.on('end', () => outgoing.end(JSON.stringify({ method: incoming.method, body })))
}

let folder: string
let authority: CertificateAuthority
let caFile: string | null

beforeEach(async (context) => {
  needProgram(context, 'openssl')
  folder = await temporaryFolder()
  authority = await createAuthority(folder, 'Inspection CA')
  caFile = null
})

interface NetworkOptions {
  readonly host?: string
  readonly validity?: 'now' | 'past'
  readonly password?: string | null
}

/** A network on which jira.corp.test is reached only through its proxy. */
async function startNetwork({
  host = 'jira.corp.test',
  validity = 'now',
  password = null,
}: NetworkOptions = {}): Promise<CorporateProxy> {
  const certificate = await authority.issue(host, validity)
  const proxy = await startCorporateProxy({ 'jira.corp.test': { certificate, answer: echo } }, password)
  onTestFinished(() => proxy.close())
  return proxy
}

/** The agent's fetch in this environment. */
function fetchWith(environment: NodeJS.ProcessEnv) {
  const trust = createTrust({ caFile: () => caFile })
  return limitFetch(createNodeFetch({ proxyFor: (to) => getEnvironmentProxy(environment, to), trust }))
}

const failing = (answer: Promise<unknown>) =>
  expect(
    answer.catch((error: AppError) => {
      throw Object.assign(error, { maybeSent: maybeSent(error) })
    }),
  ).rejects

describe('the agent behind a proxy that inspects traffic', () => {
  it('names an unknown authority, and needs no restart once its certificate is the CA file', async () => {
    const proxy = await startNetwork()
    const fetch = fetchWith({ HTTPS_PROXY: proxy.url })
    await failing(fetch(url)).toMatchObject({ code: 'certificateUntrusted', maybeSent: false })
    caFile = authority.file
    const sent = new URLSearchParams({ grant_type: 'refresh_token' })
    const answer = await fetch(url, { method: 'POST', body: sent })
    expect(await answer.json()).toEqual({ method: 'POST', body: 'grant_type=refresh_token' })
    const both = await Promise.all([fetch(url), fetch(url)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    caFile = null
    await failing(fetch(url)).toMatchObject({ code: 'certificateUntrusted' })
  })

  it('trusts a CA file that is replaced at the same place, and one in DER', async () => {
    const proxy = await startNetwork()
    const fetch = fetchWith({ https_proxy: proxy.url })
    const other = await createAuthority(await temporaryFolder(), 'Another CA')
    const file = join(folder, 'chosen')
    await copyFile(other.file, file)
    caFile = file
    await failing(fetch(url)).toMatchObject({ code: 'certificateUntrusted' })
    await copyFile(authority.derFile, file)
    expect((await fetch(url)).status).toBe(200)
  })

  it('lets requests that fail at the same time all succeed', async () => {
    const proxy = await startNetwork()
    caFile = authority.file
    const fetch = fetchWith({ HTTPS_PROXY: proxy.url })
    const answers = await Promise.all([1, 2, 3, 4].map(() => fetch(url)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it.each([
    ['of another host', { host: 'other.corp.test' }, 'certificateOfOtherHost'],
    ['that has expired', { validity: 'past' as const }, 'certificateExpired'],
  ])('refuses a certificate %s, also with the CA file', async (_what, network, code) => {
    const proxy = await startNetwork(network)
    caFile = authority.file
    await failing(fetchWith({ HTTPS_PROXY: proxy.url })(url)).toMatchObject({ code, maybeSent: false })
  })

  it('says that the proxy wants a password, and sends one', async () => {
    const proxy = await startNetwork({ password: 'me:s3 cret' })
    caFile = authority.file
    await failing(fetchWith({ HTTPS_PROXY: proxy.url })(url)).toMatchObject({
      code: 'proxyNeedsPassword',
      maybeSent: false,
    })
    const withPassword = proxy.url.replace('//', '//me:s3%20cret@')
    expect((await fetchWith({ HTTPS_PROXY: withPassword })(url)).status).toBe(200)
  })

  it('says that the proxy did not connect, and needs the proxy to connect at all', async () => {
    const proxy = await startNetwork()
    const environment = { HTTPS_PROXY: proxy.url }
    await failing(fetchWith(environment)('https://elsewhere.test/')).toMatchObject({ code: 'proxyFailed' })
    expect(proxy.asked).toEqual(['elsewhere.test:443'])
    const excepted = { ...environment, NO_PROXY: '.corp.test' }
    await failing(fetchWith(excepted)(url)).toMatchObject({ code: 'offline', maybeSent: false })
    await proxy.close()
    await failing(fetchWith(environment)(url)).toMatchObject({ maybeSent: false })
  })

  it('calls Jira through it too', async () => {
    const proxy = await startNetwork()
    caFile = authority.file
    const getJson = createGetJson(fetchWith({ HTTPS_PROXY: proxy.url }))
    expect(await getJson(url, 'token', z.object({ method: z.string() }))).toEqual({ method: 'GET' })
  })

  it('shows the server’s certificates to doctor, trusted or not', async () => {
    const proxy = await startNetwork({ validity: 'past' })
    expect(await readCertificateChain(url, new URL(proxy.url))).toMatchObject([
      { subject: 'jira.corp.test', issuer: 'Inspection CA', validTo: expect.stringContaining('2021') },
      { subject: 'Inspection CA', issuer: 'Inspection CA' },
    ])
    await failing(readCertificateChain('https://elsewhere.test/', new URL(proxy.url))).toThrow(
      'Proxy response (502)',
    )
  })
})

describe('the app’s fetch for a CA file', () => {
  it('trusts only the authorities in that file', async () => {
    const proxy = await startNetwork()
    const fetch = createCaFileFetch(
      () => new URL(proxy.url),
      () => caFile,
    )
    expect(await fetch(url)).toBe(null)
    caFile = (await createAuthority(await temporaryFolder(), 'Another CA')).file
    await failing(fetch(url)).toThrow('fetch failed')
    caFile = authority.file
    expect((await fetch(url))?.status).toBe(200)
  })
})
