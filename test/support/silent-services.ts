import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { until } from '../../scripts/harness/until.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Programs on a bus that never answer. */
export interface SilentServices {
  /** What they were asked, as `interface.member`. */
  calls(): readonly string[]
  /** Ends them: the bus then tells their callers. */
  end(): Promise<void>
}

/** Starts a program that owns these names on a bus and never answers; it ends with the test. */
export async function startSilentServices(
  busAddress: string,
  names: readonly string[],
): Promise<SilentServices> {
  const program = join(rootFolder, 'test/support/silent-service.mjs')
  const child = spawn(process.execPath, [program, busAddress, ...names], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: rootFolder,
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(end)
  const calls = () => output.trim().split('\n')
  await until('the names are owned', calls, (lines) => lines.includes('ready'))
  return { calls, end }
}

/** The address of a bus that accepts every connection and never answers. */
export async function startSilentBus(): Promise<string> {
  const path = join(await temporaryFolder(), 'bus')
  const server = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return `unix:path=${path}`
}
