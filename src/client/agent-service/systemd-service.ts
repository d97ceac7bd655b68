import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { cleanText } from '../../shared/clean-text.ts'
import {
  assertWritable,
  missingFiles,
  programWords,
  runOrThrow,
  toServiceName,
  type AgentCommand,
  type AgentService,
  type ServiceHost,
} from './agent-service.ts'
import type { ToolResult } from './run-tool.ts'

/** Sources: systemd.syntax(7), "Quoting"; systemd.unit(5), "Specifiers". */
const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`

/** In arguments, but not in the program's own path, `$` begins a variable. Source: systemd.service(5), "Command lines". */
const quotedArgument = (text: string) => quoted(text).replaceAll('$', '$$$$')

/** systemd starts no program with these in its path, but a shell does. Source: systemd's `string_is_safe`. */
const isOdd = (program: string) => /["'\\]/.test(program)
const shell = ['/bin/sh', '-c', 'exec "$0" "$@"']

function execStart(words: readonly string[]): string {
  const [program = '', ...args] = isOdd(words[0] ?? '') ? [...shell, ...words] : words
  return [quoted(program), ...args.map(quotedArgument)].join(' ')
}

/** The user unit that keeps the agent running. Throws a `ServiceError`. */
export function systemdUnit(command: AgentCommand): string {
  assertWritable(command)
  const script = programWords(command.words).at(-1) ?? ''
  return [
    '[Unit]',
    'Description=Jira Token Tray background agent',
    '# without it, for example after npm uninstall, there is nothing to start',
    `ConditionPathExists=${script.replaceAll('%', '%%')}`,
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...Object.entries(command.variables).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    `ExecStart=${execStart(command.words)}`,
    '# it also ends, with 0, to make way for the app; then it waits until the app has ended',
    'Restart=always',
    'RestartSec=5',
    '# its keychain process has to outlive the last renewal',
    'KillMode=mixed',
    'TimeoutStopSec=30',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n')
}

/** The files of `jira-token` that a unit of ours starts. */
function programsIn(unit: string): string[] {
  const line = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? ''
  const words = line.match(/"(?:\\.|[^"\\])*"/g) ?? []
  return programWords(words)
    .map((word, index) => (index === 0 ? word : word.replaceAll('$$', '$')))
    .map((word) => word.slice(1, -1).replaceAll('%%', '%').replaceAll(/\\(.)/g, '$1'))
    .filter((word) => word.startsWith('/'))
}

/** A variable in the output of `systemctl show-environment`; null: not set, or in quotes, which a usual path needs not. */
const variableIn = (output: string, name: string): string | null =>
  new RegExp(`^${name}=(/.*)$`, 'm').exec(output)?.[1] ?? null

/** Where the user's service manager reads units, which has an environment of its own. Source: systemd.unit(5). */
function unitFolder({ environment, home }: ServiceHost, { code, output }: ToolResult): string {
  const own = environment['XDG_CONFIG_HOME'] ?? ''
  const ofShell = isAbsolute(own) ? own : join(home, '.config')
  const itsHome = code === 0 ? variableIn(output, 'HOME') : null
  const config =
    itsHome === null ? ofShell : (variableIn(output, 'XDG_CONFIG_HOME') ?? join(itsHome, '.config'))
  return join(config, 'systemd/user')
}

function problemOf({ code, output }: ToolResult): string | null {
  if (code === 0) return null
  const why = code === null ? 'systemctl was not found' : cleanText(output) || 'it has no user session'
  return `systemd does not run programs for you here (${why}), as in most containers. Instead, have “jira-token agent --service” started by what starts programs there: the container’s command, an init script, or a supervisor.`
}

/** The agent as a unit of the user's systemd. Never rejects. */
export async function openSystemdService(host: ServiceHost): Promise<AgentService> {
  const { run, user } = host
  const unit = `${toServiceName('jira-token-agent', host)}.service`
  const manager = await run('systemctl', ['--user', 'show-environment'])
  const file = join(unitFolder(host, manager), unit)
  const systemctl = (...args: string[]) => runOrThrow(run, 'systemctl', ['--user', ...args])
  /** What does not matter if it fails. */
  const trySystemctl = (...args: string[]) => run('systemctl', ['--user', ...args])

  return {
    file,
    log: `journalctl --user -u ${unit}`,
    problem: problemOf(manager),
    install: async (command) => {
      const text = systemdUnit(command)
      mkdirSync(dirname(file), { recursive: true })
      // a proxy's address is nobody else's business
      writeFileSync(file, text, { mode: 0o600 })
      await systemctl('daemon-reload')
      await systemctl('enable', unit)
      await systemctl('restart', unit)
    },
    uninstall: async () => {
      if (!existsSync(file)) return false
      // without a service manager, the files are all there is
      await trySystemctl('disable', '--now', unit)
      rmSync(join(dirname(file), 'default.target.wants', unit), { force: true })
      rmSync(file, { force: true })
      await trySystemctl('daemon-reload')
      return true
    },
    stop: async () => {
      await systemctl('stop', unit)
      return 'when you log in again'
    },
    state: async () => {
      if (!existsSync(file)) return { installed: false, running: false, lingering: null, missing: [] }
      const { code } = await trySystemctl('is-active', unit)
      const linger = await run('loginctl', ['show-user', user, '--property=Linger'])
      const answer = /^Linger=(yes|no)$/m.exec(linger.code === 0 ? linger.output : '')?.[1]
      return {
        installed: true,
        running: code === 0,
        lingering: answer === undefined ? null : answer === 'yes',
        missing: missingFiles(programsIn(readFileSync(file, 'utf8'))),
      }
    },
  }
}
