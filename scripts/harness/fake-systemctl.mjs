// `systemctl --user` for tests: it really starts the units, and restarts them, but asks no systemd. It reads the unit by the
// rules of systemd.syntax(7) and has the environment of a user manager, not that of whoever calls it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { HOME, PATH, XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS } = process.env
const managerEnvironment = { HOME, PATH, XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS }
const restartMs = 200

const unitFile = (unit) => join(HOME, '.config/systemd/user', unit)
const pidFile = (unit) => join(XDG_RUNTIME_DIR, `${unit}.pid`)

/** The words of a value, without quotes, escapes, and specifiers. */
const wordsIn = (value) =>
  (value.match(/(?:"(?:\\.|[^"\\])*"|[^\s"]+)+/g) ?? []).map((word) =>
    word
      .replaceAll(/"((?:\\.|[^"\\])*)"/g, '$1')
      .replaceAll(/\\(.)/g, '$1')
      .replaceAll('%%', '%'),
  )

const valuesOf = (unit, key) =>
  readFileSync(unitFile(unit), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1))

function supervisor(unit) {
  try {
    const pid = Number(readFileSync(pidFile(unit), 'utf8'))
    return process.kill(pid, 0) ? pid : null
  } catch {
    return null
  }
}

async function stop(unit) {
  const pid = supervisor(unit)
  if (pid !== null) process.kill(pid, 'SIGTERM')
  while (supervisor(unit) !== null) await new Promise((resolve) => setTimeout(resolve, 20))
}

function supervise(unit) {
  writeFileSync(pidFile(unit), String(process.pid))
  const [program, ...args] = wordsIn(valuesOf(unit, 'ExecStart')[0])
  const pairs = valuesOf(unit, 'Environment').map((value) => /^(.*?)=(.*)$/.exec(wordsIn(value)[0]).slice(1))
  const env = { ...managerEnvironment, ...Object.fromEntries(pairs) }
  let child
  const start = () => {
    child = spawn(
      program,
      args.map((arg) => arg.replaceAll('$$', '$')),
      { env, stdio: 'ignore' },
    )
    child.once('exit', () => setTimeout(start, restartMs))
  }
  process.on('SIGTERM', () => {
    child.removeAllListeners('exit')
    const end = () => {
      rmSync(pidFile(unit), { force: true })
      process.exit()
    }
    if (child.exitCode !== null || child.signalCode !== null) end()
    child.once('exit', end)
    child.kill('SIGTERM')
  })
  start()
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const [verb, unit] = words
if (verb === 'supervise') supervise(unit)
if (verb === 'show-environment') console.log(`HOME=${HOME}\nPATH=${PATH}`)
if (verb === 'is-active') process.exitCode = supervisor(unit) === null ? 3 : 0
if (verb === 'enable' && !existsSync(unitFile(unit))) process.exitCode = 1
if (verb === 'stop' || verb === 'disable') await stop(unit)
if (verb === 'restart') {
  await stop(unit)
  spawn(process.execPath, [process.argv[1], 'supervise', unit], { detached: true, stdio: 'ignore' }).unref()
}
