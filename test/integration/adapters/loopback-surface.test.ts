import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, Server } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { createLoopbackSurface } from '../../../src/adapters/loopback/loopback-surface.ts'
import type { peerOwner } from '../../../src/adapters/loopback/peer-owner.ts'
import type { SignInOutcome, SignInPage } from '../../../src/core/ports.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { eventually } from '../../support/eventually.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'

const hosts = ['127.0.0.1', '::1'] as const

async function listens(port: number, host: string): Promise<boolean> {
  const socket = connect(port, host)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const anyoneListens = async (port: number) =>
  (await Promise.all(hosts.map((host) => listens(port, host)))).some(Boolean)

/** A request with custom headers to the given address, as text. */
async function ask(port: number, host: string, head: string): Promise<string> {
  const socket = connect(port, host)
  socket.end(`${head}\r\nConnection: close\r\n\r\n`)
  let text = ''
  for await (const chunk of socket.setEncoding('utf8')) text += chunk as string
  return text
}

const get = (path: string, port: number) => `GET ${path} HTTP/1.1\r\nHost: localhost:${port}`

const authorizeUrl = 'https://example.org/authorize?state=s'

const page: SignInPage = {
  advise: () => undefined,
  doubt: () => undefined,
  unopened: () => undefined,
  strayError: () => undefined,
  outcome: Promise.resolve('signedIn'),
  show: null,
}

type Owner = ReturnType<typeof peerOwner>

/** Waits for a sign-in in the browser, and resolves as soon as the browser is open. */
async function waitingSurface(whose?: () => Owner, outcome: Promise<SignInOutcome> = page.outcome) {
  const port = await freePort()
  let doubts = 0
  const abort = new AbortController()
  let opened: (url: string) => void = () => undefined
  const browser = new Promise<string>((resolve) => (opened = resolve))
  const surface = createLoopbackSurface(async (url) => opened(url), whose)
  const account = accountRecord({ redirectUri: `http://localhost:${port}/callback` })
  const strayErrors: string[] = []
  const reports = {
    ...page,
    doubt: () => void (doubts += 1),
    strayError: (error: string) => void strayErrors.push(error),
    outcome,
  }
  const redirected = surface.open(account, authorizeUrl, abort.signal, reports)
  redirected.catch(() => undefined)
  onTestFinished(() => abort.abort())
  const url = await Promise.race([browser, redirected.then(() => '')])
  return { port, abort, redirected, url, doubts: () => doubts, strayErrors, surface }
}

describe('a sign-in in the browser', () => {
  it.each(hosts)('accepts the redirect to %s, and stops listening when the sign-in is over', async (host) => {
    const { port, redirected, url, abort } = await waitingSurface()
    expect(url).toBe(authorizeUrl)
    const answer = await ask(port, host, get('/callback?code=c&state=s', port))
    expect(answer).toContain('200 OK')
    expect(answer).toContain('You can close this tab')
    expect(await redirected).toBe(`http://localhost:${port}/callback?code=c&state=s`)
    abort.abort(new Error('over'))
    expect(await anyoneListens(port)).toBe(false)
  })

  it.each([
    ['another path', (port: number) => get('/', port)],
    ['a longer path', (port: number) => get('/callback/more?code=c', port)],
    ['another host (DNS rebinding)', () => 'GET /callback?code=c HTTP/1.1\r\nHost: evil.example'],
    ['another spelling of the host', (port: number) => `GET /callback HTTP/1.1\r\nHost: 127.0.0.1:${port}`],
    ['a link preview', (port: number) => `HEAD /callback?code=c&state=s HTTP/1.1\r\nHost: localhost:${port}`],
    ['the icon', (port: number) => get('/favicon.ico', port)],
    ['another method', (port: number) => `POST /callback?code=c HTTP/1.1\r\nHost: localhost:${port}`],
    ['a path that is not a URL', (port: number) => get('//', port)],
    ['a path that leads elsewhere', (port: number) => get('//evil.example/callback?code=c', port)],
  ])('answers 404 to %s, and keeps waiting', async (_what, head) => {
    const { port, redirected } = await waitingSurface()
    expect(await ask(port, '127.0.0.1', head(port))).toContain('404 Not Found')
    await ask(port, '127.0.0.1', get('/callback?code=right&state=s', port))
    expect(await redirected).toContain('code=right')
  })

  it.each([
    [
      'the answer of an earlier sign-in',
      '?code=old&state=yesterday',
      'doesn’t belong to the sign-in in progress',
    ],
    ['a denial of an earlier sign-in', '?error=access_denied&state=yesterday', 'doesn’t belong'],
    ['a code without a state', '?code=c', 'doesn’t belong'],
    ['two states, one of them right', '?code=c&state=yesterday&state=s', 'doesn’t belong'],
    ['nothing', '', 'neither a code nor an error'],
    ['the right state alone', '?state=s', 'neither a code nor an error'],
    ['an empty code', '?code=&state=s', 'neither a code nor an error'],
    ['two codes', '?code=a&code=b&state=s', 'neither a code nor an error'],
  ])('ignores %s, says so, and keeps waiting', async (_what, query, text) => {
    const { port, redirected, strayErrors } = await waitingSurface()
    const answer = await ask(port, '127.0.0.1', get(`/callback${query}`, port))
    expect(answer).toContain('400 Bad Request')
    expect(answer).toContain(text)
    expect(answer).toContain('still waiting')
    expect(answer).not.toContain('close this tab')
    await ask(port, '127.0.0.1', get('/callback?code=right&state=s', port))
    expect(await redirected).toContain('code=right')
    expect(strayErrors).toEqual([])
  })

  it('reports an error without a state, shows it on the page as text, and keeps waiting', async () => {
    const { port, redirected, strayErrors } = await waitingSurface()
    const query = '?error=invalid_scope&error_description=%3Cb%3Eno%0Asuch+scope'
    const answer = await ask(port, '127.0.0.1', get(`/callback${query}`, port))
    expect(answer).toContain('400 Bad Request')
    expect(answer).toContain('invalid_scope: &lt;b&gt;no such scope')
    expect(strayErrors).toEqual(['invalid_scope: <b>no such scope'])
    await ask(port, '127.0.0.1', get('/callback?error=access_denied&state=s', port))
    expect(await redirected).toContain('error=access_denied')
  })

  it.each<[string, SignInOutcome, number, string]>([
    ['it succeeded', 'signedIn', 200, 'You are signed in. You can close this tab'],
    ['there is a question', 'asked', 200, 'answer its question'],
    ['it failed', new AppError('codeRefused'), 400, 'You are not signed in. The server rejected the code'],
  ])('tells how the sign-in ended only when that is known: %s', async (_what, outcome, status, text) => {
    let tell: (outcome: SignInOutcome) => void = () => undefined
    const { port, redirected } = await waitingSurface(undefined, new Promise((resolve) => (tell = resolve)))
    // browsers may ask twice
    const answers = [1, 2].map(() => ask(port, '127.0.0.1', get('/callback?code=c&state=s', port)))
    await redirected
    const first = await Promise.race([...answers, Promise.resolve('none yet')])
    expect(first).toBe('none yet')
    tell(outcome)
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(answer).toContain(text)
    }
  })

  it('refuses another user who follows the redirect, and keeps waiting for this one', async () => {
    const owners: Owner[] = ['other', 'user']
    const { port, redirected, doubts } = await waitingSurface(() => owners.shift() ?? 'unknown')
    const refused = await ask(port, '127.0.0.1', get('/callback?code=theirs&state=s', port))
    expect(refused).toContain('403 Forbidden')
    expect(refused).toContain('Another user of this computer')
    await ask(port, '127.0.0.1', get('/callback?code=mine&state=s', port))
    expect(await redirected).toContain('code=mine')
    expect(doubts()).toBe(0)
  })

  it('doubts a redirect when the system doesn’t say who followed it', async () => {
    const { port, redirected, doubts } = await waitingSurface(() => 'unknown')
    await ask(port, '127.0.0.1', get('/callback?code=1&state=s', port))
    expect(await redirected).toContain('code=1')
    expect(doubts()).toBe(1)
  })

  it.runIf(process.platform === 'linux').each(hosts)('knows its own user on Linux, on %s', async (host) => {
    const { port, redirected, doubts } = await waitingSurface()
    await ask(port, host, get('/callback?code=1&state=s', port))
    await redirected
    expect(doubts()).toBe(0)
  })

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'knows other users on Linux, even if they hang up at once',
    async () => {
      const { port, redirected, doubts } = await waitingSurface()
      const asStranger = async (then: string) => {
        const request = `GET /callback?code=theirs&state=s HTTP/1.1\\r\\nHost: localhost:${port}\\r\\nConnection: close\\r\\n\\r\\n`
        const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf '${request}' >&3; ${then}`
        const child = spawn('/bin/bash', ['-c', script], { uid: 65_534, gid: 65_534, cwd: '/' })
        let output = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
        await once(child, 'close')
        return output
      }
      expect(await asStranger('cat <&3')).toContain('403 Forbidden')
      await asStranger('exec 3>&-')
      await ask(port, '127.0.0.1', get('/callback?code=mine&state=s', port)).catch(() => undefined)
      // its closed end may not tell any more whose it was, but is never taken for the user's
      expect((await redirected).includes('theirs') && doubts() === 0).toBe(false)
    },
  )

  it.each(hosts)('won’t start while another program listens on %s', async (host) => {
    const port = await freePort()
    const other = createHttpServer().listen({ port, host, ipv6Only: true })
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    let wasOpened = false
    const surface = createLoopbackSurface(async () => void (wasOpened = true))
    const account = accountRecord({ redirectUri: `http://localhost:${port}/callback` })
    const open = surface.open(account, 'https://example.org/', new AbortController().signal, page)
    await expect(open).rejects.toMatchObject({ code: 'portTaken' })
    expect(wasOpened).toBe(false)
    const elsewhere = hosts.find((candidate) => candidate !== host)!
    expect(await listens(port, elsewhere)).toBe(false)
  })

  it('names the account whose sign-in has the port, and gets the port once that is over', async () => {
    const { port, abort, surface } = await waitingSurface()
    const account = accountRecord({ name: 'two', redirectUri: `http://localhost:${port}/other` })
    const over = new AbortController()
    onTestFinished(() => over.abort())
    const open = () => surface.open(account, authorizeUrl, over.signal, page)
    await expect(open()).rejects.toMatchObject({ code: 'portHeldBySignIn', detail: accountRecord().name })
    abort.abort(new Error('cancelled'))
    const redirected = open()
    redirected.catch(() => undefined)
    await eventually(() => anyoneListens(port)).toBe(true)
    await ask(port, '127.0.0.1', get('/other?code=two&state=s', port))
    expect(await redirected).toContain('code=two')
  })

  it('says that the port is not allowed, not that it is taken', async () => {
    // as for ports below 1024; but tests may run as root
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      process.nextTick(() => this.emit('error', Object.assign(new Error('denied'), { code: 'EACCES' })))
      return this
    })
    onTestFinished(() => void vi.restoreAllMocks())
    const surface = createLoopbackSurface(() => Promise.resolve())
    const account = accountRecord({ redirectUri: 'http://localhost:80/callback' })
    const open = surface.open(account, authorizeUrl, new AbortController().signal, page)
    await expect(open).rejects.toMatchObject({
      code: 'portNotAllowed',
      detail: 'port 80 on 127.0.0.1: EACCES',
    })
  })

  it('stops listening when it is canceled', async () => {
    const { port, abort, redirected } = await waitingSurface()
    expect(await anyoneListens(port)).toBe(true)
    abort.abort(new Error('cancelled'))
    await expect(redirected).rejects.toThrow('cancelled')
    expect(await anyoneListens(port)).toBe(false)
  })

  it('opens nothing when it was already canceled', async () => {
    const port = await freePort()
    let wasOpened = false
    const surface = createLoopbackSurface(async () => void (wasOpened = true))
    const account = accountRecord({ redirectUri: `http://localhost:${port}/callback` })
    const cancelled = AbortSignal.abort(new Error('cancelled'))
    const open = surface.open(account, 'https://example.org/', cancelled, page)
    await expect(open).rejects.toThrow('cancelled')
    expect(wasOpened).toBe(false)
    expect(await anyoneListens(port)).toBe(false)
  })

  it('says that the browser doesn’t open, and waits for the user to open the page', async () => {
    const port = await freePort()
    const surface = createLoopbackSurface(() => Promise.reject(new Error('no browser')))
    const account = accountRecord({ redirectUri: `http://localhost:${port}/callback` })
    let redirected: Promise<string> = Promise.resolve('')
    await new Promise<void>((unopened) => {
      const { signal } = new AbortController()
      redirected = surface.open(account, authorizeUrl, signal, { ...page, unopened })
    })
    await ask(port, '127.0.0.1', get('/callback?code=right&state=s', port))
    expect(await redirected).toContain('code=right')
  })

  it('stops listening when there is no desktop to open a browser on', async () => {
    const port = await freePort()
    const surface = createLoopbackSurface(null)
    const account = accountRecord({ redirectUri: `http://localhost:${port}/callback` })
    const open = surface.open(account, 'https://example.org/', new AbortController().signal, page)
    await expect(open).rejects.toMatchObject({ code: 'surfaceMissing' })
    expect(await anyoneListens(port)).toBe(false)
  })

  it('can’t receive a redirect to another computer', async () => {
    const surface = createLoopbackSurface(() => Promise.resolve())
    const account = accountRecord({ redirectUri: 'https://example.org/callback' })
    const open = surface.open(account, 'https://example.org/', new AbortController().signal, page)
    await expect(open).rejects.toMatchObject({ code: 'callbackNotLoopback' })
  })
})
