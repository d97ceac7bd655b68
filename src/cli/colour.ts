/** Whether the answer may have colours: on a terminal, and not forbidden. Source: no-color.org. */
export function usesColour(): boolean {
  return process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
}
