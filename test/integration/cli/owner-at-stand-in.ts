import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, onTestFinished } from 'vitest'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { addressListener } from '../../../src/ownership/listen-at-address.ts'
import { bundleProgram } from '../../support/bundle-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { refresh, signIn } from '../local-atlassian/local-app.ts'

interface Site {
  readonly id: string
  readonly name: string
  readonly url: string
}

export interface OwnerOptions {
  readonly sites?: readonly Site[]
  readonly kind?: string
  readonly apiUrl?: string
  readonly caFile?: string
  /** Whether it refuses to renew. */
  readonly isDead?: boolean
}

/** An owner with one account, `work`, that is signed in at the stand-in. Resolves with its socket. */
export async function startOwnerAt(server: LocalAtlassian, options: OwnerOptions = {}) {
  const { sites = [], kind = 'jira-cloud', apiUrl = server.apiUrl, caFile = null, isDead = false } = options
  let tokens = await signIn(server)
  let count = 1
  const account = { id: 'id-1', name: 'work' }
  const refusal = { error: { code: 'notSignedIn', message: 'You are not signed in to this account.' } }
  const tokenAnswer = () => ({ account, accessToken: tokens.access_token, tokenId: `token-${count}` })
  const answers: Readonly<Record<string, () => Promise<object> | object>> = {
    'GET /v1/accounts/default/token': tokenAnswer,
    'GET /v1/accounts/work/token': tokenAnswer,
    'GET /v1/accounts/id-1/token': tokenAnswer,
    'GET /v1/accounts': () => ({ accounts: [{ ...account, kind, apiUrl }] }),
    'GET /v1/status': () => ({ accounts: [{ ...account, kind, sites }], caFile }),
    'POST /v1/accounts/id-1/test': () => ({ account, sites }),
    'POST /v1/accounts/id-1/renew': async () => {
      tokens = await refresh(server, tokens.refresh_token)
      count += 1
      return tokenAnswer()
    },
  }
  const asked: string[] = []
  const owner = createServer((request, response) => {
    const name = `${request.method} ${request.url?.split('?', 1)[0]}`
    const refuses = isDead && name.endsWith('/renew')
    const answer = async () => {
      asked.push(`${request.method} ${request.url} ${await textOf(request)}`.trim())
      return refuses ? refusal : ((await answers[name]?.()) ?? { error: { code: 'notFound' } })
    }
    void answer().then((body) => {
      const text = JSON.stringify(body)
      response.writeHead('error' in body ? 404 : 200, { 'content-length': Buffer.byteLength(text) }).end(text)
    })
  })
  const socket = join(await temporaryFolder(), 'owner.sock')
  await addressListener.offer(owner, socket)
  onTestFinished(() => void owner.close())
  return { socket, asked, accessToken: () => tokens.access_token }
}

afterAll(async () => {
  if (program !== null) await rm(dirname(await program), { recursive: true, force: true })
})

export interface ApiRun {
  readonly code: number | null
  readonly stdout: string
  readonly bytes: Buffer
  readonly stderr: string
}

const makeFolder = () => mkdtemp(join(tmpdir(), 'jtt-test-'))

/** One for all tests of a file. */
let program: Promise<string> | null = null

/** Runs `jira-token api` in a process of its own. */
export async function runApi(
  socket: string,
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ApiRun> {
  program ??= makeFolder().then((folder) => bundleProgram(join(rootFolder, 'src/cli/main.ts'), folder))
  const words = [await program, 'api', ...args]
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env['PATH'], JIRA_TOKEN_SOCKET: socket, ...env },
  })
  const out: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve) =>
    child.once('close', (code) => {
      const bytes = Buffer.concat(out)
      resolve({ code, bytes, stdout: bytes.toString(), stderr })
    }),
  )
}
