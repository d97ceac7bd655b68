import { writeSync } from 'node:fs'

/** Writes to stdout. Most often at once: making `process.stdout` costs more than asking the owner. */
export function print(text: string): void {
  let rest = Buffer.from(`${text}\n`)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // a pipe that nobody reads on: as any other program, say nothing
    if (code === 'EPIPE') process.exitCode = 1
    else if (code === 'EAGAIN') process.stdout.write(rest)
    else throw error
  }
}
