/** A message for people, on stderr: stdout is only for the answer. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
