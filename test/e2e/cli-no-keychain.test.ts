import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import type { Status } from '../../src/shared/local-api.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { accountOptions, createJiraToken, type JiraToken, type RunningCli } from '../support/jira-token.ts'
import { until } from '../../scripts/harness/until.ts'

// long enough for the viewer to connect
const idleSec = 10

let session: DesktopSession
let cli: JiraToken
let agent: RunningCli
/** A viewer: before the sign-in, the agent has no other reason to keep running. */
let viewer: Socket

beforeAll(async () => {
  session = await startDesktopSession({ desktop: { display: false, keyring: 'none' }, panel: false })
  cli = createJiraToken(session.desktop.env, session.dataFolder)
  agent = cli.start(['agent', '--idle', String(idleSec)])
  const isWatched = () =>
    new Promise<boolean>((resolve) => {
      viewer = connect(join(session.dataFolder, 'owner/api.sock'))
      viewer.once('data', () => resolve(true)).once('error', () => resolve(false))
      viewer.write('GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n')
    })
  await until('the agent runs and has a viewer', isWatched, Boolean)
})
afterAll(async () => {
  viewer.destroy()
  agent.process.kill('SIGTERM')
  await agent.ended
  await session.close()
})

test('without a keychain every command warns, and the agent keeps running while it has the only copy of a sign-in', async () => {
  const { atlassian } = session
  const options = accountOptions(atlassian, atlassian.redirectUris[0] ?? '')
  const added = await cli.run(['accounts', 'add', 'work', ...options, '--client-secret-stdin'], {
    stdin: atlassian.clientSecret,
  })
  expect(added).toMatchObject({ code: 0, stdout: '' })
  expect(added.stderr).toMatch(/^Warning: .* The secrets of work will be lost when/)

  const signingIn = cli.start(['sign-in', '--manual'])
  const { url } = await walkThroughSignIn((await signingIn.says(/\n/)).trim())
  signingIn.type(url.href)
  const signedIn = await signingIn.ended
  expect(signedIn.code).toBe(0)
  expect(signedIn.stderr).toMatch(
    /\nWarning: .* The sign-in will be lost when the app or background agent ends\.\n$/,
  )

  viewer.destroy()
  await new Promise((resolve) => setTimeout(resolve, (idleSec + 2) * 1000))
  const { owner } = JSON.parse((await cli.run(['status', '--json'])).stdout) as Status
  expect(owner.pid).toBe(agent.process.pid)
  const token = await cli.run(['token'])
  expect(await atlassian.introspect(token.stdout.trim())).toMatchObject({ active: true })

  const renewed = await cli.run(['renew'])
  expect(renewed.code).toBe(0)
  expect(renewed.stderr).toMatch(/^Warning: .* The sign-in will be lost when/)
  const stopped = await cli.run(['agent', 'stop'])
  expect(stopped.code).toBe(2)
  expect(stopped.stderr).toMatch(/^Warning: .*\n.*add --yes to confirm/)
  expect((await cli.run(['token'])).code).toBe(0)

  expect((await cli.run(['accounts', 'remove', 'work', '--yes'])).code).toBe(0)
  expect(await agent.ended).toMatchObject({ code: 0 })
})
