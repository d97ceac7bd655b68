import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runNpm } from '../bootstrap/npm.mjs'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { userCache } from '../bootstrap/user-cache.ts'

const mcpRemoteVersion = '0.15.1'

/** A program between a client and a server. */
export interface Contender {
  readonly name: 'ours' | 'mcp-remote' | 'bare relay'
  /** Arguments for node. */
  args(url: string, token: string): string[]
}

/** The program of mcp-remote, downloaded once: the project itself doesn't need it. */
async function mcpRemoteProgram(): Promise<string> {
  const folder = join(userCache(), `mcp-remote-${mcpRemoteVersion}`)
  const program = join(folder, 'node_modules/mcp-remote/dist/proxy.js')
  if (!existsSync(program)) {
    await mkdir(folder, { recursive: true })
    await runNpm(
      ['install', '--prefix', folder, '--no-audit', '--no-fund', `mcp-remote@${mcpRemoteVersion}`],
      {
        cwd: folder,
      },
    )
  }
  return program
}

export async function mcpContenders(): Promise<readonly Contender[]> {
  const mcpRemote = await mcpRemoteProgram()
  return [
    {
      name: 'ours',
      args: (url) => [join(rootFolder, 'out/cli/jira-token.cjs'), 'mcp', '--url', url],
    },
    {
      name: 'mcp-remote',
      args: (url, token) => [
        mcpRemote,
        url,
        '--transport',
        'http-only',
        '--header',
        `Authorization: Bearer ${token}`,
      ],
    },
    {
      name: 'bare relay',
      args: (url, token) => [join(rootFolder, 'scripts/bench/bare-relay.mjs'), url, token],
    },
  ]
}
