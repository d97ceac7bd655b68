import { writeSync } from 'node:fs'

/** Writes to stdout. Most often at once: making `process.stdout` costs more than asking the owner. */
export function print(text: string): void {
  tryToPrint(text)
}

/** As `print`; returns false when nobody reads on. */
export function tryToPrint(text: string): boolean {
  let rest = Buffer.from(`${text}\n`)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // as any other program does: say nothing
    if (code === 'EPIPE') {
      process.exitCode = 1
      return false
    }
    if (code !== 'EAGAIN') throw error
    process.stdout.write(rest)
  }
  return true
}
