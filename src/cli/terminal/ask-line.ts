import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { cleanLines } from '../../shared/clean-text.ts'
import { interrupt } from './on-interrupt.ts'

/**
 * Reads one line from stdin and trims it; on a terminal, shows a question first. Resolves with null when stdin ends
 * first or `signal` aborts. Ctrl-C interrupts this program, and the promise stays pending.
 */
export function askLine(question: string, signal?: AbortSignal): Promise<string | null> {
  const isTerminal = process.stdin.isTTY
  // with line editing by Node: the terminal's own truncates lines, on macOS after 1,024 characters
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: isTerminal })
  if (process.stdin instanceof Socket) process.stdin.ref()
  return new Promise((resolve) => {
    const end = (line: string | null): void => {
      resolve(line)
      lines.close()
      // a pipe that stays open must not keep this program running; a file has no `unref`
      if (process.stdin instanceof Socket) process.stdin.unref()
    }
    signal?.addEventListener('abort', () => end(null), { once: true })
    // without a terminal, an empty line is not an answer
    lines.on('line', (line) => void ((isTerminal || line.trim() !== '') && end(line.trim())))
    const atEnd = () => end(null)
    lines.once('close', atEnd)
    lines.once('SIGINT', () => {
      // the end of stdin is an answer, Ctrl-C is not
      lines.off('close', atEnd)
      lines.close()
      interrupt()
    })
    if (!isTerminal) return
    lines.setPrompt(cleanLines(question))
    lines.prompt()
  })
}
