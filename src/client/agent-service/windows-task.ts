import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
import { toXmlText } from './xml-text.ts'

/** For a batch file: `%` would begin a variable. */
const quoted = (text: string) => `"${text.replaceAll('%', '%%')}"`

/**
 * The batch file that the task runs: a task has no environment variables of its own, and this way no path is on the
 * command line of conhost, which drops quotes on older Windows. Throws a `ServiceError`.
 */
export function taskScript(command: AgentCommand): string {
  assertWritable(command)
  const { words, variables } = command
  if ([...words, ...Object.values(variables)].some((text) => text.includes('"')))
    throw new ServiceError(
      'The agent can’t be installed: a path or a proxy in the environment has a quote in it.',
    )
  return [
    '@echo off',
    // this file is in UTF-8
    'chcp 65001 >nul',
    ...Object.entries(variables).map(([name, value]) => `set ${quoted(`${name}=${value}`)}`),
    words.map(quoted).join(' '),
    '',
  ].join('\r\n')
}

/**
 * The definition of the task. It starts at login, and once a minute unless it is running: Task Scheduler restarts only
 * what it could not start. conhost gives it a console without a window. Source: Microsoft Learn, Task Scheduler Schema.
 *
 * @param user `DOMAIN\name`
 */
export function taskXml(user: string, folder: string, scriptName: string): string {
  const id = toXmlText(user)
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo><Description>Jira Token Tray background agent</Description></RegistrationInfo>',
    '  <Triggers>',
    `    <LogonTrigger><Enabled>true</Enabled><UserId>${id}</UserId></LogonTrigger>`,
    '    <TimeTrigger>',
    '      <Repetition><Interval>PT1M</Interval><StopAtDurationEnd>false</StopAtDurationEnd></Repetition>',
    '      <StartBoundary>2020-01-01T00:00:00</StartBoundary>',
    '      <Enabled>true</Enabled>',
    '    </TimeTrigger>',
    '  </Triggers>',
    '  <Principals>',
    `    <Principal id="Author"><UserId>${id}</UserId><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>`,
    '  </Principals>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <StartWhenAvailable>true</StartWhenAvailable>',
    '    <AllowStartOnDemand>true</AllowStartOnDemand>',
    '    <Enabled>true</Enabled>',
    '    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    String.raw`      <Command>%SystemRoot%\System32\conhost.exe</Command>`,
    `      <Arguments>--headless cmd.exe /d /c ${toXmlText(scriptName)}</Arguments>`,
    `      <WorkingDirectory>${toXmlText(folder)}</WorkingDirectory>`,
    '    </Exec>',
    '  </Actions>',
    '</Task>',
    '',
  ].join('\r\n')
}

/** The files of `jira-token` that a batch file of ours starts. */
function programsIn(text: string): string[] {
  const line = text.split('\r\n').find((one) => one.startsWith('"')) ?? ''
  const words = line.match(/"[^"]*"/g) ?? []
  return programWords(words).map((word) => word.slice(1, -1).replaceAll('%%', '%'))
}

/** The agent as a scheduled task of the user. */
export function openWindowsTask(host: ServiceHost): AgentService {
  const { environment, home, user, dataFolder, run } = host
  const name = toServiceName('jira-token-agent', host)
  // not in the data folder: it may be on a network share, and cmd can't run there
  const folder = join(environment['LOCALAPPDATA'] || join(home, 'AppData/Local'), 'Jira Token Tray')
  const file = join(folder, `${name}.cmd`)
  const definition = join(folder, `${name}.xml`)
  const domain = environment['USERDOMAIN'] ?? ''
  const schtasks = (...args: string[]) => runOrThrow(run, 'schtasks', args)

  return {
    file,
    log: join(dataFolder, 'logs', 'jira-token-tray.log'),
    problem: null,
    install: async (command) => {
      const text = taskScript(command)
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, text)
      const xml = taskXml(domain === '' ? user : `${domain}\\${user}`, folder, `${name}.cmd`)
      writeFileSync(definition, `\ufeff${xml}`, 'utf16le')
      await run('schtasks', ['/End', '/TN', name])
      await schtasks('/Create', '/TN', name, '/XML', definition, '/F')
      await schtasks('/Run', '/TN', name)
    },
    uninstall: async () => {
      if (!existsSync(file)) return false
      await run('schtasks', ['/End', '/TN', name])
      await schtasks('/Delete', '/TN', name, '/F')
      for (const path of [file, definition]) rmSync(path, { force: true })
      return true
    },
    stop: async () => {
      await schtasks('/End', '/TN', name)
      return 'within a minute'
    },
    state: async () => {
      if (!existsSync(file)) return { installed: false, running: false, lingering: null, missing: [] }
      const { code } = await run('schtasks', ['/Query', '/TN', name])
      const missing = missingFiles(programsIn(readFileSync(file, 'utf8')))
      return { installed: code === 0, running: null, lingering: null, missing }
    },
  }
}
