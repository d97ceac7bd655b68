import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { authorizeUrl, refresh, signIn, startedServer } from './local-app.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { isWine } from '../../support/is-wine.ts'

type Ready = Pick<
  LocalAtlassian,
  'url' | 'authorizeUrl' | 'tokenUrl' | 'apiUrl' | 'clientId' | 'clientSecret' | 'controlUrl' | 'controlKey'
> & { redirectUri: string; pid: number }

function start(...args: string[]): ChildProcess {
  const node = ['--import', 'tsx', 'local-atlassian/main.ts', ...args]
  const child = spawn(process.execPath, node, { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function all(stream: Readable | null): Promise<string> {
  return Buffer.concat(await stream!.toArray()).toString()
}

async function firstLine(child: ChildProcess): Promise<Ready> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return JSON.parse(line) as Ready
}

function asServer(ready: Ready): LocalAtlassian {
  return { ...ready, redirectUris: [ready.redirectUri] } as unknown as LocalAtlassian
}

// Wine does not run esbuild, which tsx needs
describe.skipIf(isWine)('the local Atlassian as a process', () => {
  it('prints its help', async () => {
    const help = await all(start('--help').stdout)
    expect(help).toContain('--token-lifetime')
    expect(help).toContain('--redirect-uri')
  })

  it('prints one JSON line, serves, accepts controls over HTTP, and ends when its stdin does', async () => {
    const child = start('--token-lifetime', '20', '--redirect-uri', 'http://localhost:4711/cb')
    const output: string[] = []
    child.stdout!.on('data', (chunk: Buffer) => output.push(chunk.toString()))
    const complaints = all(child.stderr)
    const ready = await firstLine(child)
    expect(ready).toMatchObject({ pid: child.pid, redirectUri: 'http://localhost:4711/cb' })

    const server = asServer(ready)
    expect(authorizeUrl(server).port).toBe(new URL(ready.url).port)
    const tokens = await signIn(server)
    expect(tokens).toMatchObject({ status: 200, expires_in: 20 })

    const control = (path: string, body?: object, key = ready.controlKey): Promise<Response> =>
      fetch(`${ready.controlUrl}/${path}`, {
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      })
    expect((await control('counts', undefined, 'guess')).status).toBe(401)
    expect((await control('nonsense')).status).toBe(404)
    expect((await control('fault', { faults: [{ kind: 'serverError', times: 1 }] })).status).toBe(200)
    expect((await refresh(server, tokens.refresh_token)).status).toBe(500)
    expect((await refresh(server, tokens.refresh_token)).status).toBe(200)
    expect(await (await control('counts')).json()).toMatchObject({ refreshGrants: { honoured: 1 } })
    const known = await control('introspect', { token: tokens.access_token })
    expect(await known.json()).toMatchObject({ active: true, newest: false })

    child.stdin!.end()
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(output.join('').trimEnd().split('\n')).toHaveLength(1)
    expect(await complaints).toBe('')
  })

  // Windows has no signals: the program would just be gone
  it.skipIf(process.platform === 'win32')('ends on SIGTERM', async () => {
    const child = start()
    await firstLine(child)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('says so when its port is in use', async () => {
    const { url } = await startedServer()
    const child = start('--port', new URL(url).port)
    const [errors, [code]] = await Promise.all([all(child.stderr), once(child, 'exit')])
    expect(code).toBe(1)
    expect(errors).toContain('EADDRINUSE')
  })
})
