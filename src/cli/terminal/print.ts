import { writeSync } from 'node:fs'

/** What became of a text: it is written, it waits until stdout has room, or nobody reads on. */
type Printed = 'written' | 'waiting' | 'unread'

let isWaiting = false

/** Writes a line to stdout. */
export function print(text: string): void {
  tryToPrint(text)
}

/** As `print`; returns what became of it. Most often it is written at once: making `process.stdout` costs more. */
export function tryToPrint(text: string): Printed {
  let rest = Buffer.from(`${text}\n`)
  try {
    // after what waits
    if (!isWaiting) {
      while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
      return 'written'
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // the reader has had enough (head, a pager): no error of ours, as with any other program
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

/** Prints the last line there is, and ends the program: Node would take longer to take everything down. */
export function printAndEnd(text: string): void {
  if (tryToPrint(text) === 'written') process.exit()
}

/** A message for people, on stderr: stdout is only for the answer. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
