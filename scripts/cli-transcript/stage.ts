import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalAtlassian } from '../../local-atlassian/local-atlassian.ts'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { startPrivateDesktop } from '../desktop/private-desktop.ts'
import { steady } from './steady.ts'

interface RunOptions {
  /** The content of stdin (default: empty). */
  readonly stdin?: string
  readonly env?: NodeJS.ProcessEnv
  /** Sends Ctrl-C when the output contains this. */
  readonly interruptAt?: RegExp
  /** The line to show in the documentation instead. */
  readonly shownAs?: string
}

/** A terminal on a private desktop with `jira-token` and a stand-in for Atlassian. */
export interface Stage {
  readonly provider: LocalAtlassian
  /** The home folder, where commands run. */
  readonly home: string
  /** Runs a line in a shell, and records it with its output. Resolves with the original output. */
  run(line: string, options?: RunOptions): Promise<string>
  /** Like `run`, but records nothing. Rejects if the command fails. */
  quietly(line: string, options?: RunOptions): Promise<string>
  /** Goes through login and consent; resolves with the URL that it redirects to. */
  walk(output: string): Promise<string>
  /** Points an account to the stand-in, without showing that in the documentation. */
  pointToStandIn(account: string): Promise<void>
  /** Everything recorded since the last call. */
  recorded(): string
  close(): Promise<void>
}

/** A port with four digits, like 8080, so that columns stay aligned. */
async function freeShortPort(): Promise<number> {
  for (let port = 8080; port < 10_000; port += 1) {
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, () => resolve(true))
    })
    await new Promise((resolve) => server.close(resolve))
    if (isFree) return port
  }
  throw new Error('no four-digit port is free')
}

export async function startStage(): Promise<Stage> {
  const port = await freeShortPort()
  const callback = `http://localhost:${port}/callback`
  const [desktop, provider] = await Promise.all([
    startPrivateDesktop({ display: false }),
    startLocalAtlassian({ clientId: 'aB3xY9kQ', redirectUris: [callback] }),
  ])
  const bin = join(desktop.home, 'bin')
  mkdirSync(bin)
  symlinkSync(join(rootFolder, 'out/cli/jira-token.cjs'), join(bin, 'jira-token'))
  const environment = {
    ...desktop.env,
    PATH: `${bin}:${desktop.env['PATH']}`,
    TZ: 'UTC',
    LC_ALL: 'en_GB.UTF-8',
    SHELL: '/bin/sh',
  }
  const own = {
    [`localhost:${port}`]: 'localhost:8080',
    [`localhost%3A${port}`]: 'localhost%3A8080',
    [`port ${port}`]: 'port 8080',
    [provider.url]: 'https://auth.atlassian.com',
    [new URL(provider.url).host]: 'auth.atlassian.com',
    [realpathSync(desktop.home)]: '~',
    [desktop.runtimeDir]: '/run/user/1000',
    [rootFolder]: '…',
    [process.execPath]: '/usr/bin/node',
  }
  let notes = ''

  const execute = (line: string, { stdin = '', env = {}, interruptAt }: RunOptions) =>
    new Promise<{ output: string; code: number | null }>((resolve) => {
      const shell = spawn('sh', ['-c', `exec 2>&1\n${line}`], {
        cwd: desktop.home,
        env: { ...environment, ...env },
        // its own process group, to send Ctrl-C like a terminal
        detached: true,
      })
      let output = ''
      let isInterrupted = false
      const listen = (chunk: Buffer) => {
        output += chunk.toString()
        if (interruptAt?.test(output) !== true || isInterrupted) return
        isInterrupted = true
        process.kill(-(shell.pid ?? 0), 'SIGINT')
      }
      shell.stdout.on('data', listen)
      shell.stdin.on('error', () => undefined)
      shell.stdin.end(stdin)
      shell.on('close', (code) => resolve({ output, code }))
    })

  const quietly: Stage['quietly'] = async (line, options = {}) => {
    const { output, code } = await execute(line, options)
    if (code !== 0) throw new Error(`${line}: ${output}`)
    return output
  }

  return {
    provider,
    home: desktop.home,
    quietly,
    run: async (line, options = {}) => {
      const { output, code } = await execute(line, options)
      const ending = code === 0 ? '' : `[exit code ${code}]\n`
      notes += steady(`$ ${options.shownAs ?? line}\n${output}${ending}`, own)
      return output
    },
    walk: async (output) => {
      const page = /https?:\S+authorize\S+/.exec(output)?.[0] ?? ''
      return (await walkThroughSignIn(page)).url.href
    },
    pointToStandIn: async (account) => {
      const { authorizeUrl, tokenUrl, apiUrl } = provider
      const urls = `--authorize-url ${authorizeUrl} --token-url ${tokenUrl} --api-url ${apiUrl}`
      await quietly(`jira-token accounts set ${account} ${urls} --callback-url ${callback}`)
    },
    recorded: () => {
      const text = notes
      notes = ''
      return text
    },
    close: async () => {
      await execute('jira-token agent stop', {})
      await provider.close()
      await desktop.close()
    },
  }
}
