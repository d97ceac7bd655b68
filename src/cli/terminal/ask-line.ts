import { Socket } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * One line from stdin, without spaces around it; on a terminal after a question. Resolves with null when stdin ends
 * before, or when `signal` aborts. Ctrl-C interrupts this program, and nothing is resolved.
 */
export function askLine(question: string, signal?: AbortSignal): Promise<string | null> {
  const isTerminal = process.stdin.isTTY
  // with line editing of its own: a terminal's own cuts lines, on macOS after 1,024 characters
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: isTerminal })
  if (process.stdin instanceof Socket) process.stdin.ref()
  return new Promise((resolve) => {
    const end = (line: string | null): void => {
      resolve(line)
      lines.close()
      // a pipe that somebody keeps open must not keep this program; a file has no `unref`
      if (process.stdin instanceof Socket) process.stdin.unref()
    }
    signal?.addEventListener('abort', () => end(null), { once: true })
    // off a terminal nobody means an empty line
    lines.on('line', (line) => void ((isTerminal || line.trim() !== '') && end(line.trim())))
    const atEnd = () => end(null)
    lines.once('close', atEnd)
    lines.once('SIGINT', () => {
      // the end of stdin is an answer, and Ctrl-C is none: nobody goes on with it
      lines.off('close', atEnd)
      lines.close()
      process.kill(process.pid, 'SIGINT')
    })
    if (!isTerminal) return
    lines.setPrompt(question)
    lines.prompt()
  })
}
