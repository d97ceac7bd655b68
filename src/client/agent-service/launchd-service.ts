import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  assertWritable,
  missingFiles,
  programWords,
  runOrThrow,
  ServiceError,
  toServiceName,
  type AgentCommand,
  type AgentService,
  type ServiceHost,
} from './agent-service.ts'
import { toXmlText, fromXmlText } from './xml-text.ts'

const string = (text: string) => `<string>${toXmlText(text)}</string>`

/**
 * The launchd agent, an XML property list. Throws a `ServiceError`. Source: launchd.plist(5).
 *
 * @param log where its output goes
 */
export function launchdPlist(label: string, command: AgentCommand, log: string): string {
  assertWritable(command)
  const variables = Object.entries(command.variables).map(
    ([name, value]) => `    <key>${toXmlText(name)}</key>${string(value)}`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key>${string(label)}`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...command.words.map((word) => `    ${string(word)}`),
    '  </array>',
    '  <key>EnvironmentVariables</key>',
    '  <dict>',
    ...variables,
    '  </dict>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><true/>',
    '  <key>ExitTimeOut</key><integer>30</integer>',
    `  <key>StandardOutPath</key>${string(log)}`,
    `  <key>StandardErrorPath</key>${string(log)}`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n')
}

/** The files of `jira-token` that a property list of ours starts. */
function programsIn(plist: string): readonly string[] {
  const list = /<array>([\s\S]*?)<\/array>/.exec(plist)?.[1] ?? ''
  const words = [...list.matchAll(/<string>(.*?)<\/string>/g)].map(([, text = '']) => fromXmlText(text))
  return programWords(words)
}

/** launchd forgets a service only after its process has ended, and refuses to load it again before that. */
const maxLoads = 20
const loadEveryMs = 1000

/** The agent as a launchd agent of the user. */
export function openLaunchdService(host: ServiceHost): AgentService {
  const { run, home, uid } = host
  const label = toServiceName('local.jira-token-tray.agent', host)
  const file = join(home, 'Library/LaunchAgents', `${label}.plist`)
  const log = join(home, 'Library/Logs/Jira Token Tray', `${toServiceName('agent', host)}.log`)
  const domain = `gui/${uid}`
  const launchctl = (...args: string[]) => run('launchctl', args)
  const isLoaded = async () => (await launchctl('print', `${domain}/${label}`)).code === 0

  const unload = async (): Promise<void> => {
    if (await isLoaded()) await runOrThrow(run, 'launchctl', ['bootout', `${domain}/${label}`])
  }

  const load = async (): Promise<void> => {
    for (let loads = 1; (await launchctl('bootstrap', domain, file)).code !== 0; loads += 1) {
      if (loads === maxLoads)
        throw new ServiceError(
          `launchd did not start the agent (launchctl bootstrap ${domain} ${file}). It starts when you log in at the Mac itself.`,
        )
      await new Promise((resolve) => setTimeout(resolve, loadEveryMs))
    }
  }

  return {
    file,
    log,
    problem: null,
    install: async (command) => {
      const text = launchdPlist(label, command, log)
      for (const folder of [dirname(file), dirname(log)]) mkdirSync(folder, { recursive: true })
      writeFileSync(file, text, { mode: 0o600 })
      await unload()
      // the user may have turned it off in System Settings
      await launchctl('enable', `${domain}/${label}`)
      await load()
    },
    uninstall: async () => {
      if (!existsSync(file)) return false
      await unload()
      rmSync(file, { force: true })
      return true
    },
    stop: async () => {
      await unload()
      return 'when you log in again'
    },
    state: async () => {
      if (!existsSync(file)) return { installed: false, running: false, lingering: null, missing: [] }
      const missing = missingFiles(programsIn(readFileSync(file, 'utf8')))
      return { installed: true, running: await isLoaded(), lingering: null, missing }
    },
  }
}
