import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import { startAgent } from '../harness/agent.ts'
import { putSignedInAccounts } from '../harness/signed-in-account.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { startPrivateDesktop } from '../desktop/private-desktop.ts'
import { median } from './measure.ts'
import { startLineClient, type LineClient } from './line-client.ts'
import { mcpContenders, type Contender } from './mcp-contenders.ts'
import { measureCpuMs, measureMemoryMb, ussNote } from './process-tree.ts'

const starts = 15
const calls = 300
const idleSec = 30

const initialize = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
}
const call = { name: 'x', arguments: { text: 'y'.repeat(200) } }

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

/** One call without a bridge. */
function callDirectly(url: string, agent: Agent): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-session-id': 'bench',
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call })
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', agent, headers }, (answer) => answer.resume().on('end', resolve))
      .on('error', reject)
      .end(body)
  })
}

interface Figures {
  startMs: number
  callMs: number
  memoryMb: number
  idleCpuMs: number
}

async function measure(
  contenders: readonly Contender[],
  url: string,
  token: string,
  env: NodeJS.ProcessEnv,
): Promise<{ figures: Map<string, Figures>; directMs: number }> {
  const start = async ({ args }: Contender): Promise<LineClient> => {
    const client = startLineClient(args(url, token), env)
    await client.ask('initialize', initialize)
    return client
  }
  const startMs = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= starts; round += 1)
    for (const contender of contenders) {
      let client: LineClient | null = null
      const tookMs = await timed(async () => (client = await start(contender)))
      await (client as LineClient | null)?.close()
      // the first round only warms up the disk cache
      if (round > 0) startMs.get(contender.name)?.push(tookMs)
    }

  const running = await Promise.all(
    contenders.map(async (contender) => ({ name: contender.name, client: await start(contender) })),
  )
  for (const { client } of running) client.notify('notifications/initialized')
  await wait(500)
  const agent = new Agent({ keepAlive: true })
  const directMs: number[] = []
  const callMs = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let count = 0; count < calls; count += 1) {
    directMs.push(await timed(() => callDirectly(url, agent)))
    for (const { name, client } of running)
      callMs.get(name)?.push(await timed(() => client.ask('tools/call', call)))
  }
  agent.destroy()

  await wait(2000)
  const before = running.map(({ client }) => measureCpuMs(client.child.pid ?? 0))
  await wait(idleSec * 1000)
  const figures = new Map<string, Figures>()
  for (const [index, { name, client }] of running.entries()) {
    const pid = client.child.pid ?? 0
    figures.set(name, {
      startMs: median(startMs.get(name) ?? []),
      callMs: median(callMs.get(name) ?? []),
      memoryMb: measureMemoryMb(pid),
      idleCpuMs: measureCpuMs(pid) - (before[index] ?? 0),
    })
  }
  await Promise.all(running.map(({ client }) => client.close()))
  return { figures, directMs: median(directMs) }
}

/** Compares `jira-token mcp` with mcp-remote and a bare relay, and prints a table. */
export async function benchMcp(): Promise<void> {
  console.log(
    `Starting three MCP bridges ${starts} times, ${calls} calls each, then ${idleSec} idle seconds …`,
  )
  const contenders = await mcpContenders()
  const desktop = await startPrivateDesktop({ display: false })
  const atlassian = await startLocalAtlassian()
  const dataFolder = await mkdtemp(join(tmpdir(), 'jira-token-tray-bench-'))
  const server = spawn(process.execPath, [join(rootFolder, 'scripts/bench/mcp-server.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [tokenSet] = await putSignedInAccounts({ desktop, atlassian, dataFolder }, [{}])
    const { NODE_EXTRA_CA_CERTS: _slow, ...rest } = desktop.env
    const env = {
      ...rest,
      JIRA_TOKEN_HOME: dataFolder,
      MCP_REMOTE_CONFIG_DIR: join(dataFolder, 'mcp-remote'),
    }
    const port = await new Promise<string>((resolve) =>
      server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
    )
    const owner = await startAgent(env)
    try {
      const url = `http://127.0.0.1:${port}/mcp`
      const { figures, directMs } = await measure(contenders, url, tokenSet?.accessToken ?? '', env)
      print(figures, directMs)
    } finally {
      await owner.kill()
    }
  } finally {
    server.kill()
    await Promise.all([atlassian.close(), desktop.close()])
    await rm(dataFolder, { recursive: true, force: true })
  }
}

function print(figures: Map<string, Figures>, directMs: number): void {
  const row = (name: string, figure: (of: Figures) => number, digits: number, aim: number) => {
    const values = ['ours', 'mcp-remote', 'bare relay'].map((of) => {
      const found = figures.get(of)
      return found === undefined ? Number.NaN : figure(found)
    })
    const [ours = Number.NaN, theirs = Number.NaN] = values
    const cells = values.map((value) => value.toFixed(digits).padStart(11)).join('')
    console.log(`${name.padEnd(34)}${cells}${(ours / theirs).toFixed(2).padStart(8)} ×  aim ≤ ${aim} ×`)
  }
  console.log(`\n${' '.repeat(34)}       ours mcp-remote bare relay   ratio to mcp-remote`)
  row('start to initialize (ms, median)', ({ startMs }) => startMs, 0, 0.3)
  row('added to a call (ms, median)', ({ callMs }) => callMs - directMs, 2, 0.5)
  row('own memory (MB USS)', ({ memoryMb }) => memoryMb, 1, 0.7)
  row(`CPU over ${idleSec} idle seconds (ms)`, ({ idleCpuMs }) => idleCpuMs, 1, 0.2)
  console.log(`a call without a bridge: ${directMs.toFixed(2)} ms`)
  console.log(ussNote)
}
