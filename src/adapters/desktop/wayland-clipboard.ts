import { spawn } from 'node:child_process'

/** A program that takes longer waits for the focus of a window, or for another program. */
const timeoutMs = 3000

interface Ended {
  readonly code: number | null
  readonly stdout: string
}

/** Runs one of wl-clipboard's programs; null if it isn't installed. `wl-copy` leaves a process behind that has the text. */
function run(program: string, args: readonly string[], input: string | null): Promise<Ended | null> {
  return new Promise((resolve) => {
    const reads = input === null && program === 'wl-paste'
    const child = spawn(program, args, {
      stdio: [input === null ? 'ignore' : 'pipe', reads ? 'pipe' : 'ignore', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', () => resolve(null))
    child.on(reads ? 'close' : 'exit', (code) => resolve({ code, stdout: Buffer.concat(chunks).toString() }))
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/**
 * Copies a text on a Wayland desktop without a focused window, which compositors want from everyone else. Resolves with
 * false if wl-clipboard is missing or fails. Never rejects.
 */
export async function copyOnWayland(text: string): Promise<boolean> {
  // tells clipboard managers that it is secret; wl-clipboard before 2.3 lacks it, and refuses
  for (const marks of [['--sensitive'], []]) {
    const ended = await run('wl-copy', [...marks, '--type', 'text/plain'], text)
    if (ended === null || ended.code === 0) return ended !== null
  }
  return false
}

/** Whether other programs get this text when they paste; null if that can't be found out without wl-clipboard. */
export async function isInWaylandClipboard(text: string): Promise<boolean | null> {
  const ended = await run('wl-paste', ['--no-newline', '--type', 'text/plain'], null)
  return ended === null ? null : ended.code === 0 && ended.stdout === text
}

/** Empties the clipboard. Resolves with false if wl-clipboard is missing or fails. Never rejects. */
export async function clearWaylandClipboard(): Promise<boolean> {
  return (await run('wl-copy', ['--clear'], null))?.code === 0
}
