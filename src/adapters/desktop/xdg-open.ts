import { spawn } from 'node:child_process'
import { browserCommands, isWsl } from '../../files/browser-command.ts'

function run([program = '', ...args]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      detached: true,
      stdio: 'ignore',
      // no program in a terminal: there is none. Source: mailcap, RFC 1524
      env: { ...process.env, MM_NOTTTY: '1' },
    })
    child.unref()
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} ended with ${code ?? signal}`))
    })
  })
}

/**
 * Opens a folder with the user's program on a Linux desktop. Resolves when that has succeeded; some desktops report it only
 * when the program is closed. Rejects if nothing could be opened, which Electron doesn't notice.
 */
export function xdgOpen(path: string): Promise<void> {
  return run(['xdg-open', path])
}

/** Like `xdgOpen`, for a page; inside Windows, in the browser of Windows. */
export async function openPage(url: string): Promise<void> {
  // xdg-open itself heeds BROWSER, and tries each program in it
  const commands = browserCommands(url, {}, 'linux', await isWsl(process.env))
  for (const [index, command] of commands.entries())
    try {
      return await run(command)
    } catch (error) {
      if (index === commands.length - 1) throw error
    }
}
