import { Agent, request } from 'node:http'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { say } from '../bootstrap/say.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import type * as Api from '../../src/client/index.ts'
import { packageCliIfStale } from '../package-cli.ts'
import { cliProgram } from '../harness/cli.ts'
import { startHeadlessSession } from '../harness/headless-session.ts'
import { putSignedInAccounts } from '../harness/signed-in-account.ts'
import { inTurn, median, measureMs, row } from './measure.ts'

const starts = 100
const requestSeconds = 1
const requestRounds = 5
const connections = 20
const cachedAsks = 20_000

/** Requests per second that a server answers on several keep-alive connections. */
async function requestsPerSec(socketPath: string, path: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const untilMs = performance.now() + requestSeconds * 1000
  let answered = 0
  const ask = async () => {
    while (performance.now() < untilMs) {
      await new Promise<void>((resolve, reject) => {
        const asked = request({ agent, socketPath, path }, (response) => {
          response.resume()
          response.on('end', resolve)
        })
        asked.on('error', reject)
        asked.end()
      })
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, ask))
  agent.destroy()
  return answered / requestSeconds
}

/** A bare Node http server in its own process that answers with this many bytes. */
async function startBareServer(folder: string, bytes: number): Promise<{ socketPath: string; stop(): void }> {
  const socketPath = join(folder, 'bare.sock')
  const source = `
    const body = 'x'.repeat(${bytes})
    require('node:http').createServer((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(body)
    }).listen(process.argv[1], () => console.log('ready'))`
  const child = spawn(process.execPath, ['-e', source, socketPath], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  return { socketPath, stop: () => void child.kill() }
}

/** Milliseconds for one `ensureValidToken` with a cached token. */
async function msPerCachedAsk(env: NodeJS.ProcessEnv): Promise<number> {
  Object.assign(process.env, env)
  const { TokenManager } = (await import(join(rootFolder, 'out/api/index.js'))) as typeof Api
  const manager = new TokenManager()
  await manager.ensureValidToken()
  const rounds: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const startedMs = performance.now()
    for (let count = 0; count < cachedAsks; count += 1) await manager.ensureValidToken()
    rounds.push((performance.now() - startedMs) / cachedAsks)
  }
  manager.close()
  return median(rounds)
}

/** Why another program can't be measured here; null if it can. It may be missing, or not set up. */
async function whyNot(command: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
  try {
    await measureMs(command, env)
    return null
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return isMissing ? `${command[0]} is not installed here` : `${(error as Error).message}: is it set up?`
  }
}

/** What programs use: `jira-token token`, the local API, and the Node API. */
export async function benchPrograms(): Promise<void> {
  const session = await startHeadlessSession()
  try {
    await putSignedInAccounts(session, [{ name: 'work' }])
    await session.startAgent()
    const { env } = session
    console.log(`\nStarting each one ${starts} times, in turn …`)
    const token = [process.execPath, cliProgram, 'token']
    const [tokenMs, nodeMs] = await inTurn(starts, token, [process.execPath, '-e', '0'], env)
    row('jira-token token / node -e 0 (ms)', tokenMs, nodeMs, 1, 'aim ≤ 1.3 ×')
    const folder = await packageCliIfStale(say)
    for (const name of ['jira-token', 'jira-token-full']) {
      const packaged = [join(folder, name), 'token']
      const times = await inTurn(starts, packaged, [process.execPath, '-e', '0'], env)
      row(`packaged ${name} token / node -e 0 (ms)`, ...times, 1, name === 'jira-token' ? 'aim ≤ 0.8 ×' : '')
    }
    for (const peer of ['gh auth token', 'oidc-token work']) {
      const command = peer.split(' ')
      const why = await whyNot(command, env)
      if (why !== null) console.log(`(skipped: ${why})`)
      else row(`jira-token token / ${peer} (ms)`, ...(await inTurn(starts, token, command, env)), 1, '')
    }

    const tokenFile = join(session.desktop.home, 'token')
    const plainFile = join(session.desktop.home, 'plain')
    await session.cli(['sync', 'add', 'work', '--token-file', tokenFile])
    await writeFile(plainFile, 'x'.repeat(43))
    row(
      'cat of the token file / of any file (ms)',
      ...(await inTurn(starts, ['cat', tokenFile], ['cat', plainFile], env)),
      1,
      '',
    )

    const api = join(session.dataFolder, 'owner/api.sock')
    const bare = await startBareServer(session.desktop.home, 400)
    const rates: [number[], number[]] = [[], []]
    for (let round = 0; round < requestRounds; round += 1) {
      rates[0].push(await requestsPerSec(api, '/v1/accounts/default/token'))
      rates[1].push(await requestsPerSec(bare.socketPath, '/'))
    }
    bare.stop()
    row('local API / bare http server (requests per s)', median(rates[0]), median(rates[1]), 0, 'aim ≥ 0.7 ×')

    const cachedMs = await msPerCachedAsk(env)
    console.log(`ensureValidToken, cached: ${cachedMs.toFixed(4)} ms (aim < 0.1 ms)`)
  } finally {
    await session.close()
  }
}
