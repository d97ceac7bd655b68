import { spawn } from 'node:child_process'

/**
 * Opens a page or a folder with the user's program on a Linux desktop. Resolves when that has succeeded; some desktops
 * report it only when the program is closed. Rejects if nothing could be opened, which Electron doesn't notice.
 */
export function xdgOpen(target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('xdg-open', [target], {
      detached: true,
      stdio: 'ignore',
      // no program in a terminal: there is none. Source: mailcap, RFC 1524
      env: { ...process.env, MM_NOTTTY: '1' },
    })
    child.unref()
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`xdg-open ended with ${code ?? signal}`))
    })
  })
}
