import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'

/** Runs it as `stdio` or `streamableHttp`. */
export const everythingProgram = join(
  rootFolder,
  'node_modules/@modelcontextprotocol/server-everything/dist/index.js',
)

/** `@modelcontextprotocol/server-everything` over Streamable HTTP. It knows nothing about tokens. */
export interface EverythingServer {
  readonly port: number
  /** Stops it, which ends all its sessions, and starts it again on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
}

export async function startEverythingServer(): Promise<EverythingServer> {
  const port = await freePort()
  let child: ChildProcess | null = null

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, [everythingProgram, 'streamableHttp'], {
      // it shows its environment to anyone who asks
      env: { PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    let output = ''
    await new Promise<void>((resolve, reject) => {
      // to the end: when nobody reads it any more, its next line could end the server
      started.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('listening on port')) resolve()
      })
      started.once('exit', () => reject(new Error(`server-everything did not start: ${output}`)))
    })
  }
  const stop = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  await start()
  return {
    port,
    start,
    stop,
    restart: async () => {
      await stop()
      await start()
    },
  }
}
