import { writeSync } from 'node:fs'

/** Whether a text was written, waits for room in stdout, or can't be written because the reader is gone. */
type Printed = 'written' | 'waiting' | 'unread'

let isWaiting = false

/** Writes a line to stdout. */
export function print(text: string): void {
  tryToPrint(text)
}

/** Like `print`, but returns what happened. It usually writes directly, which is faster than creating `process.stdout`. */
export function tryToPrint(text: string): Printed {
  let rest = Buffer.from(`${text}\n`)
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

/** Writes a message for people to stderr: stdout is only for results. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
