import { writeSync } from 'node:fs'
import { cleanLines } from '../../shared/clean-text.ts'
import { colorSequence, usesColor } from './color.ts'

/** Whether a text was written, waits for room in stdout, or can't be written because the reader is gone. */
type Printed = 'written' | 'waiting' | 'unread'

let isWaiting = false

/** Nothing but our own colors may control the terminal. */
export function cleanedForTerminal(text: string): string {
  // asking for the terminal is slow, so first look whether it matters
  if (!text.includes('\u001b') || !usesColor()) return cleanLines(text)
  return text
    .split(colorSequence)
    .map((part, index) => (index % 2 === 0 ? cleanLines(part) : part))
    .join('')
}

/** Writes a line to stdout, cleaned. */
export function print(text: string): void {
  tryToPrint(text)
}

/** Like `print`, but returns what happened. It usually writes directly, which is faster than creating `process.stdout`. */
export function tryToPrint(text: string): Printed {
  let rest = Buffer.from(`${cleanedForTerminal(text)}\n`)
  try {
    // keep the order: nothing may overtake waiting text
    if (!isWaiting) {
      while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
      return 'written'
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // the reader has closed the pipe (head, a pager): not an error worth a message
    if (code === 'EPIPE') {
      process.exitCode = 1
      return 'unread'
    }
    if (code !== 'EAGAIN') throw error
    isWaiting = true
  }
  process.stdout.write(rest)
  return 'waiting'
}

/** Prints the last line and exits right away, which is faster than letting Node shut down. */
export function printAndEnd(text: string): void {
  if (tryToPrint(text) === 'written') process.exit()
}

/** Writes a message for people to stderr, cleaned: stdout is only for results. */
export function note(text: string): void {
  process.stderr.write(`${cleanLines(text)}\n`)
}
