import { expect, test } from 'vitest'
import { agentCommand } from '../../../../src/client/agent-service/find-service.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

test('runs this Node and script with the data folder of the environment', async () => {
  const home = await temporaryFolder()
  expect(
    agentCommand({ JIRA_TOKEN_HOME: home, PATH: '/bin', JIRA_OAUTH_CLIENT_SECRET: 's' }, [
      '/node',
      '/script',
    ]),
  ).toEqual({
    words: ['/node', '/script', 'agent', '--service'],
    variables: { JIRA_TOKEN_HOME: home },
    withheld: [],
  })
})

test('takes proxies along, but no password', async () => {
  const home = await temporaryFolder()
  const environment = {
    JIRA_TOKEN_HOME: home,
    NODE_EXTRA_CA_CERTS: '/etc/ca@company.pem',
    NO_PROXY: '.example.com',
    HTTPS_PROXY: 'http://ada:hunter2@proxy.example.com:3128',
    HTTP_PROXY: 'proxy.example.com:3128',
  }
  expect(agentCommand(environment, ['/node', '/script'])).toMatchObject({
    variables: {
      JIRA_TOKEN_HOME: home,
      NODE_EXTRA_CA_CERTS: '/etc/ca@company.pem',
      NO_PROXY: '.example.com',
      HTTP_PROXY: 'proxy.example.com:3128',
    },
    withheld: ['HTTPS_PROXY'],
  })
})

test.each(['ada:hunter2@proxy:3128', 'ada@proxy', 'socks5://ada:a/b@proxy'])(
  '%s has a password',
  async (proxy) => {
    const environment = { JIRA_TOKEN_HOME: await temporaryFolder(), HTTPS_PROXY: proxy }
    expect(agentCommand(environment, ['/node', '/script']).withheld).toEqual(['HTTPS_PROXY'])
  },
)
