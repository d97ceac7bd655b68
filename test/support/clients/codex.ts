import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { definedOnly } from '../mcp/mcp-session.ts'
import { installedClient } from './npm-client.ts'
import { startResponsesStandIn } from './responses-stand-in.ts'

/** A turn of Codex (`codex exec`) with one MCP server, in which the model calls a tool until it echoes. */
export interface Codex {
  /** What the model got from the tool so far. */
  results(): readonly string[]
  /** Everything that Codex printed, once it has ended. */
  readonly ended: Promise<string>
  close(): void
}

/** Codex's TOML: strings and lists are as in JSON. */
function toConfig(modelUrl: string, bridge: readonly string[], env: NodeJS.ProcessEnv): string {
  const variables = Object.entries(definedOnly(env)).map(
    ([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`,
  )
  return [
    'model = "stand-in"',
    'model_provider = "stand-in"',
    '[model_providers.stand-in]',
    'name = "stand-in"',
    `base_url = ${JSON.stringify(modelUrl)}`,
    'wire_api = "responses"',
    '[mcp_servers.work]',
    `command = ${JSON.stringify(process.execPath)}`,
    `args = ${JSON.stringify(bridge)}`,
    // Codex passes on no other variables
    '[mcp_servers.work.env]',
    ...variables,
    '',
  ].join('\n')
}

/** @param home a new folder */
export async function startCodex(
  home: string,
  bridge: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Codex> {
  const modules = await installedClient('codex-0', ['@openai/codex@0'])
  const model = await startResponsesStandIn()
  await mkdir(join(home, '.codex'), { recursive: true })
  await writeFile(join(home, '.codex/config.toml'), toConfig(model.url, bridge, env))
  const options = ['--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox']
  const child = spawn(
    process.execPath,
    [join(modules, '@openai/codex/bin/codex.js'), 'exec', ...options, 'go'],
    {
      cwd: home,
      env: { ...env, HOME: home, CODEX_HOME: join(home, '.codex') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return {
    results: () => model.results,
    ended: new Promise((resolve) => child.once('close', () => resolve(output))),
    close: () => {
      child.kill()
      model.close()
    },
  }
}
