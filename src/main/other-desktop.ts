import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a program shows its windows: a Wayland compositor, or an X server. */
function displayOf(environment: Readonly<Record<string, string | undefined>>): string {
  // screens of one X server share their windows
  return environment['WAYLAND_DISPLAY'] || (environment['DISPLAY'] ?? '').replace(/\.\d+$/, '')
}

/**
 * The display of the app that is running with this data folder, if it is another one than ours; null if it is the same, or
 * can't be found out. Linux only. Source: Chromium, process_singleton_posix.cc; proc(5).
 */
export async function findOtherDisplay(
  dataFolder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  try {
    // `host-pid`
    const pid = (await readlink(join(dataFolder, 'SingletonLock'))).replace(/.*-/, '')
    const pairs = (await readFile(`/proc/${pid}/environ`, 'utf8'))
      .split('\0')
      .map((pair): [string, string] => {
        const [name = '', ...value] = pair.split('=')
        return [name, value.join('=')]
      })
    const display = displayOf(Object.fromEntries(pairs))
    return display === '' || display === displayOf(environment) ? null : display
  } catch {
    return null
  }
}
