import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { askLocalApi } from '../../support/ask-local-api.ts'
import { startCli } from '../../../scripts/harness/cli.ts'
import { accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { startSilentBus } from '../../support/silent-services.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { until } from '../../../scripts/harness/until.ts'

async function startStuckAgent() {
  const dataFolder = await temporaryFolder()
  const accounts = [accountRecord({ id: 'work', name: 'Work', hasToken: true })]
  const settings = { version: 2, settings: defaultSettings, accounts }
  await writeFile(join(dataFolder, 'settings.json'), JSON.stringify(settings))
  const agent = startCli(['agent'], {
    ...process.env,
    JIRA_TOKEN_HOME: dataFolder,
    DBUS_SESSION_BUS_ADDRESS: await startSilentBus(),
  })
  onTestFinished(() => void agent.kill('SIGKILL'))
  const ended = once(agent, 'exit')
  const status = () => askLocalApi<'status'>(dataFolder, 'GET', '/v1/status')
  await until('the agent answers', status, (answer) => answer.status === 200)
  return { dataFolder, agent, ended }
}

test.runIf(process.platform === 'linux')(
  'an agent whose keychain never answers releases ownership in time, and ends',
  async () => {
    const { dataFolder, ended } = await startStuckAgent()
    const answer = await askLocalApi<'release'>(dataFolder, 'POST', '/v1/release')
    expect(answer.status).toBe(200)
    await ended
    await expect(askLocalApi<'status'>(dataFolder, 'GET', '/v1/status')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
  },
)

test.runIf(process.platform === 'linux')(
  'an agent whose keychain never answers ends on SIGTERM',
  async () => {
    const { agent, ended } = await startStuckAgent()
    agent.kill('SIGTERM')
    await ended
  },
)
