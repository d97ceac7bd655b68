import { spawn } from 'node:child_process'

/** The program that opens a page, and its arguments. `BROWSER` as in xdg-open: programs between colons, `%s` for the page. */
export function browserCommand(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  url: string,
): readonly string[] {
  const [requested = ''] = (environment['BROWSER'] ?? '').split(platform === 'win32' ? ';' : ':')
  const words = requested.split(/\s+/).filter((word) => word !== '')
  if (words.length > 0) {
    const filled = words.map((word) => word.replaceAll('%s', () => url))
    return words.some((word) => word.includes('%s')) ? filled : [...filled, url]
  }
  if (platform === 'darwin') return ['open', url]
  // `start` is a shell command, and the shell would interpret the & in the URL
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return ['xdg-open', url]
}

/** Opens a page in the user's browser. Resolves with whether the browser was started. */
export function openBrowser(url: string): Promise<boolean> {
  const [program = '', ...args] = browserCommand(process.env, process.platform, url)
  return new Promise((resolve) => {
    const browser = spawn(program, args, { detached: true, stdio: 'ignore' })
    browser.once('spawn', () => {
      browser.unref()
      resolve(true)
    })
    browser.once('error', () => resolve(false))
  })
}
