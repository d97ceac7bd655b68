import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Watchdog } from './watchdog.ts'

/** A user by number. */
export interface SystemUser {
  uid: number
  gid: number
}

interface Start {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  watchdog: Watchdog
  /** whether it writes a line to its file descriptor 3 once it is ready */
  announces: boolean
  /** written to its stdin, which is then closed */
  input?: string
  /** who runs it; only root can choose */
  user?: SystemUser | undefined
}

export type BackgroundProcess = ReturnType<typeof startBackgroundProcess>

/**
 * Starts a program that ends with this process at the latest. `firstLine` returns the first line that the program writes
 * to its file descriptor 3, and throws with the program's own output if the program ends before that.
 */
export function startBackgroundProcess({ command, args, env, watchdog, announces, input, user }: Start) {
  const child = spawn(command, args, {
    env,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    ...user,
  })
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) =>
      resolve(`did not start (${error.message}); "npm test" installs what is missing`),
    )
    child.once('exit', (code, signal) => resolve(`ended with ${String(signal ?? code)}`))
  })
  watchdog.watch(child)
  const lastWords = collect(child.stderr as Readable)
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)

  const firstLine = async () => {
    const line = await Promise.race([readLine(announcements), ended.then(() => null)])
    if (line !== null) return line
    throw new Error(`${command} ${await ended}. ${lastWords()}`.trim())
  }
  // none of these may keep this process alive; the pipe of the first line does, until the line arrives
  child.unref()
  for (const pipe of [child.stdin, child.stderr]) (pipe as Socket | null)?.unref()
  const announcements = child.stdio[3] as Readable
  if (!announces) announcements.destroy()

  /** Kills it, and waits until it is gone. */
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.ref()
    child.kill('SIGKILL')
    await ended
  }
  return { ended, lastWords, firstLine, stop }
}

function collect(stream: Readable) {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2000)
  })
  return () => text.trim()
}

async function readLine(stream: Readable) {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    text += chunk as string
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'))
  }
  return null
}
