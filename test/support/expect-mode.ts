import { stat } from 'node:fs/promises'
import { expect } from 'vitest'

/** Expects these permissions; Windows only knows whether a file may be written. */
export async function expectMode(path: string, mode: number): Promise<void> {
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o7777).toBe(mode)
}
