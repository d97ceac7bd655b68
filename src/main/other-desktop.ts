import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const noteName = 'display'

/** Where a program shows its windows: a Wayland compositor, or an X server; '' if it can't. */
function displayOf(environment: Environment): string {
  // screens of one X server share their windows
  return environment['WAYLAND_DISPLAY'] || (environment['DISPLAY'] ?? '').replace(/\.\d+$/, '')
}

function noteIn(dataFolder: string): string {
  try {
    return readFileSync(join(dataFolder, noteName), 'utf8')
  } catch {
    return ''
  }
}

/**
 * Says where the app that is running with this data folder shows its windows: others can't see that, because Chromium
 * overwrites its environment in `/proc`. Linux only. Never throws.
 */
export function noteDisplay(dataFolder: string, environment: Environment): void {
  const display = displayOf(environment)
  if (noteIn(dataFolder) === display) return
  try {
    writeFileSync(join(dataFolder, noteName), display, { mode: 0o600 })
  } catch {
    // the app must be able to start on a full disk
  }
}

/** The display of the app that is running with this data folder, if it is another one than ours; null if it isn't known. */
export function findOtherDisplay(dataFolder: string, environment: Environment): string | null {
  const display = noteIn(dataFolder)
  return display === '' || display === displayOf(environment) ? null : display
}
