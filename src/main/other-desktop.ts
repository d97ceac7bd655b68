import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const noteName = 'display'

/** Where a program shows its windows: a Wayland compositor, or an X server; '' if it can't. */
function displayOf(environment: Environment): string {
  // screens of one X server share their windows
  return environment['WAYLAND_DISPLAY'] || (environment['DISPLAY'] ?? '').replace(/\.\d+$/, '')
}

const noteIn = (dataFolder: string): Promise<string> =>
  readFile(join(dataFolder, noteName), 'utf8').catch(() => '')

/**
 * Says where the app that is running with this data folder shows its windows: others can't see that, because Chromium
 * overwrites its environment in `/proc`. Linux only. Never rejects.
 */
export async function noteDisplay(dataFolder: string, environment: Environment): Promise<void> {
  const display = displayOf(environment)
  if ((await noteIn(dataFolder)) === display) return
  // the app must be able to start on a full disk
  await writeFile(join(dataFolder, noteName), display, { mode: 0o600 }).catch(() => undefined)
}

/** The display of the app that is running with this data folder, if it is another one than ours; null if it isn't known. */
export async function findOtherDisplay(dataFolder: string, environment: Environment): Promise<string | null> {
  const display = await noteIn(dataFolder)
  return display === '' || display === displayOf(environment) ? null : display
}
