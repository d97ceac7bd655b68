import { spawn } from 'node:child_process'

/**
 * Runs npm (the same npm that runs us, if any), and returns its output.
 *
 * @throws {Error} with npm's own output if it fails
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

/** How to run npm: npm sets `npm_execpath`, and other package managers set it to themselves. */
export function npmCommand(env) {
  const running = env.npm_execpath
  if (running && /npm-cli\.c?js$/.test(running)) {
    return { command: process.execPath, leading: [running], shell: false }
  }
  return { command: 'npm', leading: [], shell: process.platform === 'win32' }
}
