import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { freePort } from '../free-port.ts'

const program = join(rootFolder, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')

/** `@modelcontextprotocol/server-everything` over Streamable HTTP. It knows nothing of tokens. */
export interface EverythingServer {
  readonly port: number
  stop(): Promise<void>
}

export async function startEverythingServer(): Promise<EverythingServer> {
  const port = await freePort()
  const child = spawn(process.execPath, [program, 'streamableHttp'], {
    // it tells its environment to whoever asks
    env: { PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  for await (const chunk of child.stderr as AsyncIterable<Buffer>) {
    output += chunk.toString()
    if (output.includes('listening on port')) break
  }
  child.stderr.resume()
  if (child.exitCode !== null) throw new Error(`server-everything did not start: ${output}`)
  return {
    port,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
