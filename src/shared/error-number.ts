/** The code (`ENOENT`, …) of an error of the system; null for other errors. */
export function getErrorNumber(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
