import { spawn } from 'node:child_process'

/**
 * Runs npm, the one that runs us if it does, and returns what it printed.
 *
 * @throws {Error} with npm's own words when it fails
 */
export function runNpm(args, { cwd }) {
  const { command, leading, shell } = npmCommand(process.env)
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...leading, ...args], { cwd, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    let complaints = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (printed += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (complaints += chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(printed)
      else reject(new Error((complaints + printed).trim() || `npm ended with ${signal ?? code}`))
    })
  })
}

/** How to call npm: `npm_execpath` is set by npm, and by other package managers to themselves. */
export function npmCommand(env) {
  const running = env.npm_execpath
  if (running && /npm-cli\.c?js$/.test(running)) {
    return { command: process.execPath, leading: [running], shell: false }
  }
  return { command: 'npm', leading: [], shell: process.platform === 'win32' }
}
