import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import plist from 'plist'
import { expect, test as testAnywhere } from 'vitest'
import { launchdPlist, openLaunchdService } from '../../../../src/client/agent-service/launchd-service.ts'
import { createServiceHost } from '../../../support/service-host.ts'

// Windows has other paths
const test = testAnywhere.skipIf(process.platform === 'win32')

const label = 'local.jira-token-tray.agent'
const service = `gui/1000/${label}`
const failed = { code: 3, output: 'Could not find service' }

test('a property list says what to run, with any path and variable', () => {
  const words = ['/opt/a b/<node>', '/Users/ada/100% & "more"/jira-token.cjs', 'agent', '--service']
  const variables = { JIRA_TOKEN_HOME: "/Users/ada/it's $HOME & </string>", NO_PROXY: 'a,b' }
  expect(plist.parse(launchdPlist(label, { words, variables }, '/Users/ada/Library/Logs/x&y.log'))).toEqual({
    Label: label,
    ProgramArguments: words,
    EnvironmentVariables: variables,
    RunAtLoad: true,
    KeepAlive: true,
    ExitTimeOut: 30,
    StandardOutPath: '/Users/ada/Library/Logs/x&y.log',
    StandardErrorPath: '/Users/ada/Library/Logs/x&y.log',
  })
})

test('refuses a line break', () => {
  expect(() => launchdPlist(label, { words: ['/a\nb'], variables: {} }, '/log')).toThrow(/line break/)
})

test('installs, reports, stops, and removes the agent', async () => {
  let isLoaded = false
  const { host, home, calls } = await createServiceHost('darwin', {
    [`launchctl print ${service}`]: () => (isLoaded ? { code: 0, output: '' } : failed),
  })
  const agent = openLaunchdService(host)
  const file = join(home, 'Library/LaunchAgents', `${label}.plist`)
  expect(agent).toMatchObject({
    file,
    problem: null,
    log: join(home, 'Library/Logs/Jira Token Tray/agent.log'),
  })
  expect(await agent.uninstall()).toBe(false)

  const lost = join(home, 'a & b', 'jira-token.cjs')
  await agent.install({ words: [process.execPath, lost, 'agent', '--service'], variables: {} })
  expect(calls.slice(-2)).toEqual([`launchctl enable ${service}`, `launchctl bootstrap gui/1000 ${file}`])
  expect(plist.parse(await readFile(file, 'utf8'))).toMatchObject({ Label: label })
  isLoaded = true
  expect(await agent.state()).toEqual({ installed: true, running: true, lingering: null, missing: [lost] })
  await agent.install({ words: [lost, 'agent', '--service'], variables: {} })
  expect((await agent.state()).missing).toEqual([lost])

  expect(await agent.stop()).toBe('when you log in again')
  expect(calls.at(-1)).toBe(`launchctl bootout ${service}`)
  expect(await agent.uninstall()).toBe(true)
  expect(await agent.state()).toMatchObject({ installed: false })
})

test('loads the new definition once launchd has let go of the old one', async () => {
  let tries = 0
  const { host, home, calls } = await createServiceHost('darwin')
  const bootstrap = `launchctl bootstrap gui/1000 ${join(home, 'Library/LaunchAgents', `${label}.plist`)}`
  const busy = {
    ...host,
    run: async (program: string, args: readonly string[]) => {
      const result = await host.run(program, args)
      const isBootstrap = calls.at(-1) === bootstrap
      return isBootstrap && (tries += 1) === 1
        ? { code: 5, output: 'Bootstrap failed: 5: Input/output error' }
        : result
    },
  }
  await openLaunchdService(busy).install({ words: ['/bin/node', '/script'], variables: {} })
  expect(calls.filter((call) => call === bootstrap)).toHaveLength(2)
  expect(calls).toContain(`launchctl bootout ${service}`)
})
