import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWindowsTask, taskScript, taskXml } from '../../../../src/client/agent-service/windows-task.ts'
import { createServiceHost } from '../../../support/service-host.ts'

const words = [
  String.raw`C:\Program Files\nodejs\node.exe`,
  String.raw`C:\Users\ada\100% & more\jira-token.cjs`,
  'agent',
]

test('the batch file sets the variables and starts the agent, with any path', () => {
  const variables = { JIRA_TOKEN_HOME: String.raw`D:\a b\50%PATH%`, NO_PROXY: 'a,b' }
  expect(taskScript({ words, variables }).split('\r\n')).toEqual([
    '@echo off',
    'chcp 65001 >nul',
    String.raw`set "JIRA_TOKEN_HOME=D:\a b\50%%PATH%%"`,
    'set "NO_PROXY=a,b"',
    String.raw`"C:\Program Files\nodejs\node.exe" "C:\Users\ada\100%% & more\jira-token.cjs" "agent"`,
    '',
  ])
})

test('refuses what would end a line or a word of the batch file', () => {
  expect(() => taskScript({ words, variables: { NO_PROXY: 'a\r\ndel' } })).toThrow(/line break/)
  expect(() => taskScript({ words, variables: { NO_PROXY: 'a" & del "' } })).toThrow(/quote/)
})

test('the task starts at login, and again within a minute of its end', () => {
  const xml = taskXml(String.raw`R&D\ada`, String.raw`C:\Users\ada & bob\AppData\Local`, 'agent.cmd')
  expect(XMLValidator.validate(xml)).toBe(true)
  const { Task } = new XMLParser().parse(xml) as { Task: unknown }
  expect(Task).toMatchObject({
    Triggers: {
      LogonTrigger: { Enabled: true, UserId: String.raw`R&D\ada` },
      TimeTrigger: { Repetition: { Interval: 'PT1M', StopAtDurationEnd: false } },
    },
    Principals: { Principal: { LogonType: 'InteractiveToken', RunLevel: 'LeastPrivilege' } },
    Settings: {
      MultipleInstancesPolicy: 'IgnoreNew',
      DisallowStartIfOnBatteries: false,
      StopIfGoingOnBatteries: false,
      ExecutionTimeLimit: 'PT0S',
    },
    Actions: {
      Exec: {
        Arguments: '--headless cmd.exe /d /c agent.cmd',
        WorkingDirectory: String.raw`C:\Users\ada & bob\AppData\Local`,
      },
    },
  })
})

test('installs, reports, stops, and removes the task', async () => {
  const { host, home, calls } = await createServiceHost('win32')
  const local = join(home, 'Local')
  const folder = join(local, 'Jira Token Tray')
  const task = openWindowsTask({ ...host, environment: { LOCALAPPDATA: local, USERDOMAIN: 'ACME' } })
  expect(task).toMatchObject({ problem: null, log: join(home, 'data/logs/jira-token-tray.log') })
  expect(await task.uninstall()).toBe(false)

  const lost = join(home, '100%', 'jira-token.cjs')
  await task.install({ words: [process.execPath, lost, 'agent', '--service'], variables: {} })
  expect(calls).toEqual([
    'schtasks /End /TN jira-token-agent',
    `schtasks /Create /TN jira-token-agent /XML ${join(folder, 'jira-token-agent.xml')} /F`,
    'schtasks /Run /TN jira-token-agent',
  ])
  // schtasks reads UTF-16 with a byte order mark
  const definition = await readFile(join(folder, 'jira-token-agent.xml'))
  expect(definition.subarray(0, 2).toString('hex')).toBe('fffe')
  expect(definition.toString('utf16le')).toContain(String.raw`<UserId>ACME\ada</UserId>`)
  expect(await task.state()).toEqual({ installed: true, running: null, lingering: null, missing: [lost] })
  await task.install({ words: [lost, 'agent', '--service'], variables: {} })
  expect((await task.state()).missing).toEqual([lost])

  expect(await task.stop()).toBe('within a minute')
  expect(await task.uninstall()).toBe(true)
  expect(calls).toContain('schtasks /Delete /TN jira-token-agent /F')
  expect(await task.uninstall()).toBe(false)
})

test('what schtasks says is in the error', async () => {
  const { host, home } = await createServiceHost('win32', {
    'schtasks /Run /TN jira-token-agent': { code: 1, output: 'ERROR: Access is denied.' },
  })
  const task = openWindowsTask({ ...host, environment: { LOCALAPPDATA: home } })
  await expect(task.install({ words, variables: {} })).rejects.toThrow('failed: ERROR: Access is denied.')
})
