import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../../../scripts/harness/until.ts'
import { readLines } from '../../../src/mcp/bridge/stdio-frames.ts'
import { installedClient } from './npm-client.ts'
import { startModelStandIn } from './model-stand-in.ts'

interface Said {
  readonly type: string
  readonly subtype?: string
  readonly mcp_servers?: readonly { readonly status: string }[]
  readonly tools?: readonly string[]
  readonly message?: { readonly content: unknown }
}

/** Claude Code with one MCP server. */
export interface ClaudeCode {
  /** A turn of the user, in which the model calls a tool. Resolves with everything that Claude Code reported. */
  turn(): Promise<readonly Said[]>
  close(): void
}

/** @param home a new folder */
export async function startClaudeCode(
  home: string,
  bridge: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ClaudeCode> {
  const modules = await installedClient(
    'claude-code-2.1',
    ['@anthropic-ai/claude-code@~2.1'],
    '@anthropic-ai/claude-code/install.cjs',
  )
  const model = await startModelStandIn()
  await mkdir(home, { recursive: true })
  const config = join(home, 'mcp.json')
  const work = { command: process.execPath, args: bridge }
  await writeFile(config, JSON.stringify({ mcpServers: { work } }))
  const streams = '-p --verbose --input-format stream-json --output-format stream-json'.split(' ')
  const tools = ['--allowedTools', 'mcp__work__echo', 'mcp__work__sign_in']
  const args = [...streams, '--mcp-config', config, '--strict-mcp-config', ...tools]
  const child = spawn(join(modules, '.bin/claude'), args, {
    cwd: home,
    env: {
      ...env,
      HOME: home,
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: 'none',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      ENABLE_TOOL_SEARCH: 'false',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said: Said[] = []
  void readLines(child.stdout, {
    onLine: async (line) => void said.push(JSON.parse(line) as Said),
    maxBytes: Infinity,
    onTooLong: async () => undefined,
  })
  return {
    turn: async () => {
      const from = said.length
      const message = { role: 'user', content: 'go' }
      child.stdin.write(`${JSON.stringify({ type: 'user', message })}\n`)
      const ofTurn = () => said.slice(from)
      return until('the turn ends', ofTurn, (all) => all.some(({ type }) => type === 'result'))
    },
    close: () => {
      child.kill()
      model.close()
    },
  }
}
