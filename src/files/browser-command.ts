import { readFile } from 'node:fs/promises'

/** Whether this is Linux inside Windows, whose browser is the user's. Source: Microsoft Learn, "WSL", and its kernel's version. */
export async function isWsl(environment: NodeJS.ProcessEnv, platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return false
  if (environment['WSL_DISTRO_NAME'] || environment['WSL_INTEROP']) return true
  return /microsoft/i.test(await readFile('/proc/version', 'utf8').catch(() => ''))
}

/** No shell, which would interpret the & in a URL. */
const windowsHandler = ['url.dll,FileProtocolHandler'] as const

/**
 * The programs that can open a page, each with its arguments: the first one that exists is the user's choice. `BROWSER` is as
 * in xdg-open: programs between colons, `%s` for the page.
 */
export function browserCommands(
  url: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  isInWindows: boolean,
): readonly (readonly string[])[] {
  const [requested = ''] = (environment['BROWSER'] ?? '').split(platform === 'win32' ? ';' : ':')
  const words = requested.split(/\s+/).filter((word) => word !== '')
  if (words.length > 0) {
    const filled = words.map((word) => word.replaceAll('%s', () => url))
    return [words.some((word) => word.includes('%s')) ? filled : [...filled, url]]
  }
  if (platform === 'darwin') return [['open', url]]
  if (platform === 'win32') return [['rundll32', ...windowsHandler, url]]
  if (!isInWindows) return [['xdg-open', url]]
  return [
    ['wslview', url],
    ['rundll32.exe', ...windowsHandler, url],
    // the folders of Windows may be left out of PATH
    ['/mnt/c/Windows/System32/rundll32.exe', ...windowsHandler, url],
    ['xdg-open', url],
  ]
}
