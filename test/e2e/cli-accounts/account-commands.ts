import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grace } from '../../../local-atlassian/people.ts'
import { walkThroughSignIn, type Clicks } from '../../../local-atlassian/walk-through-sign-in.ts'
import type { AccountSettings, AccountStatus, Status } from '../../../src/shared/local-api.ts'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { untilAppOwns } from '../../support/ask-local-api.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { accountOptions, createJiraToken, type CliRun, type JiraToken } from '../../support/jira-token.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { walkingBrowser } from '../../../scripts/harness/walking-browser-command.ts'
import { eventually } from '../../support/eventually.ts'

/** The tests of all account commands with one kind of owner. Each kind has its own test file, so they run in parallel. */
export function testAccountCommands(owner: 'app' | 'agent'): void {
  /** A test that only makes sense with this owner; not even listed with the other one. */
  const onlyWith = (wanted: typeof owner) => (name: string, run: () => Promise<void>) => {
    if (owner === wanted) test(name, run)
  }

  let session: DesktopSession
  let cli: JiraToken
  let redirectUri: string

  beforeAll(async () => {
    redirectUri = `http://localhost:${await freePort()}/callback`
    session = await startDesktopSession({ atlassian: { redirectUris: [redirectUri] } })
    cli = createJiraToken(session.desktop.env, session.dataFolder)
    if (owner === 'app') {
      await session.launch({ args: ['--hidden'] })
      await untilAppOwns(session.dataFolder)
    }
    expect((await status()).owner.kind).toBe(owner)
  })
  afterAll(async () => {
    if (owner === 'agent') await cli.run(['agent', 'stop'])
    await session.close()
  })
  beforeEach(async () => {
    for (const { id } of (await list()).accounts) await good(['accounts', 'remove', id, '--yes'])
  })

  /** A run that must succeed without printing a secret. */
  async function good(
    args: readonly string[],
    options: Parameters<JiraToken['run']>[1] = {},
  ): Promise<CliRun> {
    const run = await cli.run(args, options)
    expect(run, run.stderr).toMatchObject({ code: 0 })
    expect(run.stdout + run.stderr).not.toContain(session.atlassian.clientSecret)
    return run
  }

  const status = async () => JSON.parse((await cli.run(['status', '--json'])).stdout) as Status
  const list = async () =>
    JSON.parse((await cli.run(['accounts', 'list', '--json'])).stdout) as { accounts: AccountSettings[] }
  const account = async (name = 'work') =>
    (await status()).accounts.find((one) => one.name === name) as AccountStatus

  const walk = async (page: string, clicks: Clicks = {}) =>
    (await walkThroughSignIn(page.trim(), clicks)).url.href

  const addOptions = () => accountOptions(session.atlassian, redirectUri)

  const add = (name = 'work') =>
    good(['accounts', 'add', name, ...addOptions(), '--client-secret-stdin'], {
      stdin: `${session.atlassian.clientSecret}\n`,
    })

  /** Starts a manual sign-in and leaves it waiting; resolves with its page. */
  const begin = async (name = 'work') => (await good(['sign-in', name, '--manual'])).stdout

  async function signIn(clicks: Clicks = {}, options: readonly string[] = []): Promise<CliRun> {
    const running = cli.start(['sign-in', 'work', '--manual', ...options])
    running.type(await walk(await running.says(/\n/), clicks))
    return running.ended
  }

  test('an account can be added, signed in to manually, used, signed out, and removed', async () => {
    expect(await add()).toMatchObject({
      stdout: '',
      stderr: 'Added work. Next, sign in: jira-token sign-in work\n',
    })
    expect((await good(['accounts', 'list'])).stdout).toMatch(/^ACCOUNT .*\nwork \* .*stored\n$/)

    const { code, stdout, stderr } = await signIn()
    expect(stderr).toMatch(
      /^Open this URL [\s\S]*\nSigned in to work as Ada Lovelace\. The token expires at 20/,
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^http:\/\/\S+\n$/) as string })
    const token = (await good(['token'])).stdout.trim()
    expect(await session.atlassian.introspect(token)).toMatchObject({ active: true, newest: true })
    expect(stdout + stderr).not.toContain(token)
    expect(await account()).toMatchObject({ valid: true, stored: true, hasRefreshToken: true })

    expect((await good(['sign-out', '--yes'])).stderr).toMatch(
      /^Signed out of work\. This does not revoke the app’s access at Atlassian/,
    )
    expect(await cli.run(['token'])).toMatchObject({ code: 3, stdout: '' })
    expect(await session.keychain()).toEqual([])
    expect((await good(['accounts', 'remove', 'WORK', '--yes'])).stderr).toMatch(/^Removed work\./)
    expect((await list()).accounts).toEqual([])
  })

  test('the browser opens, and its redirect comes back', async () => {
    await add()
    const { stdout, stderr } = await good(['sign-in', 'work', '--browser'], {
      env: { BROWSER: walkingBrowser },
    })
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^Continue in your browser\..*\nhttp:\/\/\S+\nSigned in to work as Ada Lovelace\./)
    expect(await account()).toMatchObject({ valid: true })
  })

  test('a sign-in still works when the browser doesn’t start', async () => {
    await add()
    const running = cli.start(['sign-in', '--browser'], { BROWSER: '/nowhere/browser' })
    await eventually(running.stderr).toMatch(/^Couldn’t open a browser\. Go to:\nhttp:.*\n/)
    await fetch(await walk(running.stderr().split('\n')[1] ?? ''))
    expect(await running.ended).toMatchObject({ code: 0, stdout: '' })

    const again = cli.start(['sign-in', '--no-open'])
    await fetch(await walk(await again.says(/^http:\S+\n$/)))
    expect(await again.ended).toMatchObject({ code: 0 })
  })

  test('Ctrl-C cancels the sign-in at the owner, and ends the command like any other', async () => {
    await add()
    for (const options of [['--no-open'], ['--manual']]) {
      const running = cli.start(['sign-in', ...options])
      await running.says(/\n/)
      await eventually(async () => (await account()).signIn).not.toBe(null)
      running.process.kill('SIGINT')
      expect(await running.ended).toMatchObject({ code: null, signal: 'SIGINT' })
      // a user who interrupts doesn't wait for it
      await eventually(account).toMatchObject({ signIn: null, signInError: { code: 'signInCancelled' } })
    }
    // the port is free again
    const { code } = await cli.run(['sign-in', '--browser'], { env: { BROWSER: walkingBrowser } })
    expect(code).toBe(0)
  })

  test('a manual sign-in keeps waiting after stdin ends, and another process can finish it', async () => {
    await add()
    const { stdout, stderr } = await good(['sign-in', '--manual'])
    expect(stdout).toMatch(/^http:\/\/\S+\n$/)
    expect(stderr).toMatch(/You have ten minutes .* jira-token exchange 'URL'\n$/)
    expect((await good(['exchange', await walk(stdout)])).stderr).toMatch(/^Signed in to work as Ada/)
    expect(await account()).toMatchObject({ valid: true })
    expect(await cli.run(['exchange', await walk(stdout)])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^jira-token: There is no sign-in to finish/) as string,
    })
  })

  test('a command that waits for the URL notices when another one has finished the sign-in', async () => {
    await add()
    const waiting = cli.start(['sign-in', '--manual'])
    const code = new URL(await walk(await waiting.says(/\n/))).searchParams.get('code') ?? ''
    await good(['exchange', '-', '--account', 'work'], { stdin: `\n${code}\n` })
    const { stderr } = await waiting.ended
    expect(stderr).toMatch(/Signed in to work as Ada Lovelace\./)
  })

  test('a wrong URL is refused, and the right one still works', async () => {
    await add()
    const page = await begin()
    const right = await walk(page)
    const wrong = new URL(right)
    wrong.searchParams.set('state', 'another')
    expect(await cli.run(['exchange', wrong.href])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^jira-token: .*its state does not match.*\(wrongState\)\n$/) as string,
    })
    const cut = right.slice(0, right.indexOf('&'))
    expect((await cli.run(['exchange', cut])).stderr).toMatch(/In a shell, put the URL in quotes/)
    expect((await cli.run(['exchange', page.trim()])).stderr).toMatch(/This is the URL to open\./)
    const bare = redirectUri.replace('http://', '')
    for (const typo of [redirectUri, bare, 'garbage/x', 'x:y'])
      expect((await cli.run(['exchange', typo])).stderr).toMatch(
        /not the whole redirect URL.* still waiting\. \(/,
      )
    expect((await cli.run(['exchange'])).code).toBe(2)
    await good(['exchange', right.replace('http://', '')])
    expect((await cli.run(['exchange', redirectUri])).stderr).toMatch(
      /^jira-token: There is no sign-in to finish/,
    )
  })

  test('a denied consent is reported and changes nothing', async () => {
    await add()
    expect(await signIn({ decision: 'cancel' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/jira-token: Access was denied on the consent page\./) as string,
    })
    const env = { BROWSER: walkingBrowser, WALK_DECISION: 'cancel' }
    expect((await cli.run(['sign-in', '--browser'], { env })).stderr).toMatch(/\(consentDenied\)\n$/)
    expect((await cli.run(['token'])).code).toBe(3)
  })

  test('asks about a different person: without a terminal the answer is no, with --yes it is yes', async () => {
    await add()
    await signIn()
    const declined = await signIn({ account: grace.accountId })
    expect(declined).toMatchObject({ code: 1 })
    expect(declined.stderr).toMatch(
      /now Grace Hopper signed in\. [\s\S]*so nothing was changed[\s\S]*\(otherPersonDeclined\)/,
    )
    expect((await account()).person?.name).toBe('Ada Lovelace')
    expect(await signIn({ account: grace.accountId }, ['--yes'])).toMatchObject({ code: 0 })
    expect((await account()).person?.name).toBe('Grace Hopper')
  })

  test('settings can be changed, and an account can be renamed and made the default', async () => {
    await add()
    await add('play')
    await good(['accounts', 'set', 'work', '--buffer', '10', '--no-auto-renewal', '--scopes', 'read:me, x'])
    await good(['accounts', 'rename', 'work', 'My office'])
    await good(['accounts', 'use', 'play'])
    expect((await list()).accounts).toMatchObject([
      {
        name: 'My office',
        bufferMinutes: 10,
        autoRenewal: false,
        scopes: ['read:me', 'x'],
        isDefault: false,
      },
      { name: 'play', bufferMinutes: null, autoRenewal: true, isDefault: true },
    ])
    const { stderr } = await good([
      'accounts',
      'set',
      'my office',
      '--buffer',
      'default',
      '--scopes',
      'read:me',
    ])
    expect(stderr).toMatch(/^Without offline_access there is no refresh token/)
  })

  test('a new client secret is read from stdin', async () => {
    await add()
    await signIn()
    const stdin = 'not-the-right-secret'
    await good(['accounts', 'set', 'work', '--client-secret-stdin'], { stdin })
    expect(await cli.run(['renew'])).toMatchObject({ code: 1, stdout: '' })
    await good(['accounts', 'set', 'work', '--client-secret-stdin'], {
      stdin: session.atlassian.clientSecret,
    })
    await good(['renew'])
  })

  describe('import', () => {
    async function envFile(lines: readonly string[] = []): Promise<string> {
      const path = join(await temporaryFolder(), '.env')
      const { clientId, clientSecret } = session.atlassian
      const settings = [
        `JIRA_OAUTH_CLIENT_ID=${clientId}`,
        `JIRA_OAUTH_CLIENT_SECRET="${clientSecret}"`,
        `JIRA_OAUTH_REDIRECT_URI=${redirectUri}`,
      ]
      await writeFile(path, ['# mine', ...settings, ...lines, 'OTHER=1', ''].join('\n'))
      return path
    }

    /** A token of another program that uses the same OAuth app. */
    async function signedInElsewhere(part: 'refreshToken' | 'accessToken' = 'refreshToken'): Promise<string> {
      await add('elsewhere')
      await good(['exchange', await walk(await begin('elsewhere'))])
      const [item] = await session.keychain()
      await good(['accounts', 'remove', 'elsewhere', '--yes'])
      return item?.tokenSet?.[part] ?? ''
    }

    test('imports the sign-in for the account with that client ID, and clears the token in the file', async () => {
      const refreshToken = await signedInElsewhere()
      await add()
      const path = await envFile([`JIRA_OAUTH_REFRESH_TOKEN=${refreshToken}`])
      const before = await readFile(path, 'utf8')
      const { stdout, stderr } = await good(['import', path, '--blank'])
      expect(stdout).toBe('')
      expect(stderr).toMatch(
        /^Importing into the existing account work\. .*\nImporting the refresh token .* only works for one program/,
      )
      expect(stderr).toMatch(/Imported the sign-in for work\. The token expires at 20.*\nCleared JIRA_OAUTH/)
      expect(stderr).not.toContain(refreshToken)
      expect(await account()).toMatchObject({ valid: true, stored: true })
      expect(await readFile(path, 'utf8')).toBe(before.replace(refreshToken, ''))
      expect(
        await cli.run(['import', await envFile([`JIRA_OAUTH_REFRESH_TOKEN=${refreshToken}`])]),
      ).toMatchObject({ code: 1, stderr: expect.stringMatching(/\(alreadySignedIn\)\n$/) as string })
    })

    test('without --blank leaves the file as it is, and says what that means', async () => {
      const refreshToken = await signedInElsewhere()
      await add()
      const path = await envFile([`JIRA_OAUTH_REFRESH_TOKEN=${refreshToken}`])
      const { stderr } = await good(['import', path])
      expect(stderr).toMatch(
        /still contains the old refresh token\. .* To clear it, pass --blank\.\nPrograms that read .* pass --sync\.\n$/,
      )
      expect(await readFile(path, 'utf8')).toContain(refreshToken)
    })

    test('with --sync, the program that reads the file can stay as it is; with --no-sync nothing is said', async () => {
      const refreshToken = await signedInElsewhere()
      await add()
      const lines = [`JIRA_OAUTH_REFRESH_TOKEN=${refreshToken}`, 'JIRA_OAUTH_TOKEN_EXPIRES_AT=']
      const path = await envFile(['JIRA_OAUTH_ACCESS_TOKEN=old', ...lines])
      const { stderr } = await good(['import', path, '--blank', '--sync'])
      expect(stderr).toContain('has a valid access token now, and gets every new one.')
      const synced = await readFile(path, 'utf8')
      expect(synced).toContain(`JIRA_OAUTH_ACCESS_TOKEN=${await session.accessToken()}\n`)
      expect(synced).toMatch(/^JIRA_OAUTH_TOKEN_EXPIRES_AT=20.*Z$/m)
      await good(['renew'])
      await eventually(() => readFile(path, 'utf8')).toContain(await session.accessToken())

      const other = await envFile()
      expect((await good(['import', other, '--settings-only', '--no-sync'])).stderr).not.toContain('--sync')
      expect(await readFile(other, 'utf8')).not.toContain('ACCESS_TOKEN')
    })

    test('on a terminal, asks in the end whether to keep the file up to date, and Enter means yes', async () => {
      const refreshToken = await signedInElsewhere()
      await add()
      const path = await envFile([`JIRA_OAUTH_REFRESH_TOKEN=${refreshToken}`])
      const importing = cli.startOnTerminal(['import', path])
      await importing.says(/Clear JIRA_OAUTH_REFRESH_TOKEN there\? \[y\/N\] /)
      importing.type('y')
      await importing.says(/Keep .* up to date, so that .* \[Y\/n\] /)
      importing.type('')
      await importing.says(/has a valid access token now/)
      await importing.says(/nothing keeps this file up to date/)
      // where systemd runs
      importing.type('n')
      expect(await importing.ended).toMatchObject({ code: 0 })
      expect(await readFile(path, 'utf8')).toContain(
        `JIRA_OAUTH_ACCESS_TOKEN=${await session.accessToken()}\n`,
      )
    })

    test('creates an account named after the folder, or with the name you choose', async () => {
      const path = await envFile()
      expect((await good(['import', path])).stderr).toMatch(/^Added jtt-test-\S+\.\nNext, sign in: /)
      await good(['accounts', 'remove', 'default', '--yes'])
      await good(['import', path, '--name', 'board'])
      expect((await list()).accounts).toMatchObject([
        { name: 'board', clientId: session.atlassian.clientId, redirectUri, hasClientSecret: true },
      ])
    })

    test('of just an access token uses it, and says that it can’t be renewed', async () => {
      const accessToken = await signedInElsewhere('accessToken')
      await add('board')
      const path = await envFile([`JIRA_OAUTH_ACCESS_TOKEN=${accessToken}`])
      const { stderr } = await good(['import', path])
      expect(stderr).toMatch(
        /\nImported the access token for board\. It can’t be renewed, .*expires at 20.*sign-in board\n/,
      )
      expect(stderr).not.toContain(accessToken)
      expect((await good(['token'])).stdout).toBe(`${accessToken}\n`)
      expect((await good(['import', path])).stderr).toMatch(/board is signed in already/)
    })

    test('of an access token that is over says so, and how to sign in', async () => {
      await add('board')
      const refused = await good(['import', await envFile(['JIRA_OAUTH_ACCESS_TOKEN=an-access-token'])])
      expect(refused.stderr).toMatch(
        /no longer accepts the access token.*\nNext, sign in: jira-token sign-in board\n/,
      )
      expect(refused.stderr).not.toContain('an-access-token')
      const lines = ['JIRA_OAUTH_ACCESS_TOKEN=old', 'JIRA_OAUTH_TOKEN_EXPIRES_AT=2026-01-01T00:00:00Z']
      expect((await good(['import', await envFile(lines)])).stderr).toMatch(
        /has expired, and there is no refresh token.*\nNext, sign in: /,
      )
      expect((await list()).accounts).toMatchObject([{ name: 'board' }])
    })

    test('of a dead refresh token keeps the file, and the settings for a new sign-in', async () => {
      const path = await envFile(['JIRA_OAUTH_REFRESH_TOKEN=dead-refresh-token'])
      // tests must not call Atlassian’s real addresses
      await add('board')
      const run = await cli.run(['import', path, '--blank'])
      expect(run).toMatchObject({ code: 3, stdout: '' })
      expect(run.stderr).toMatch(
        /\nSign in instead: jira-token sign-in board\njira-token: The server no longer accepts/,
      )
      expect(run.stderr).not.toContain('dead-refresh-token')
      expect(await readFile(path, 'utf8')).toContain('dead-refresh-token')
      expect((await list()).accounts).toMatchObject([{ name: 'board' }])
    })

    test('says what is wrong with the file', async () => {
      const folder = await temporaryFolder()
      expect((await cli.run(['import', join(folder, 'none.env')])).stderr).toMatch(
        /none\.env does not exist\. Pass the path/,
      )
      await writeFile(join(folder, 'other.env'), 'A=1\n')
      expect((await cli.run(['import', join(folder, 'other.env')])).stderr).toMatch(
        /No JIRA_OAUTH_… settings could be read from this file\.\n$/,
      )
      const settings = ['JIRA_OAUTH_CLIENT_ID=x', 'JIRA_OAUTH_REDIRECT_URI=http://example.org', '']
      await writeFile(join(folder, 'bad.env'), settings.join('\n'))
      expect(await cli.run(['import', join(folder, 'bad.env')])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^jira-token: JIRA_OAUTH_REDIRECT_URI is not valid: /) as string,
      })
    })
  })

  onlyWith('agent')('a manual sign-in survives the end of the agent, even a kill', async () => {
    await add()
    const page = await begin()
    const { pid } = (await status()).owner
    process.kill(pid, 'SIGKILL')
    await good(['exchange', await walk(page)])
    expect((await status()).owner.pid).not.toBe(pid)
    expect(await account()).toMatchObject({ valid: true })

    const waiting = cli.start(['sign-in', '--manual'])
    const next = await waiting.says(/\n/)
    process.kill((await status()).owner.pid, 'SIGKILL')
    waiting.type(await walk(next))
    expect(await waiting.ended).toMatchObject({ code: 0 })
  })

  onlyWith('agent')('without a desktop, a sign-in is manual by default', async () => {
    await add()
    const { stdout } = await good(['sign-in'], { env: { DISPLAY: '' } })
    expect(stdout).toMatch(/^http:\/\/\S+\n$/)
    const env = { BROWSER: walkingBrowser, DISPLAY: ':none' }
    expect((await good(['sign-in'], { env })).stderr).toMatch(/^Continue in your browser/)
  })

  onlyWith('app')('without an option, the app shows the page in its own window', async () => {
    await add()
    const running = cli.start(['sign-in'])
    const page = await session.app.signInPage()
    await page.getByRole('button', { name: 'Log in as Ada Lovelace' }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Continue in the app, /) as string,
    })
  })

  test('usage errors and unknown accounts each have their own exit code, and help always works', async () => {
    await add()
    const wrong: (readonly string[])[] = [
      ['accounts'],
      ['accounts', 'frob'],
      ['accounts', 'add', 'x'],
      ['accounts', 'add', 'x', '--client-id', 'y'],
      ['accounts', 'add', 'x', '--client-id', 'y', '--callback-url', 'http://example.org'],
      ['accounts', 'add', 'x', '--client-id', 'y', '--buffer', '31'],
      ['accounts', 'set', 'work'],
      ['accounts', 'remove', 'work'],
      ['sign-out'],
      ['sign-in', '--manual', '--browser'],
      ['accounts', 'add', 'x', '--client-id', 'y', '--url', 'https://example.org'],
      ['accounts', 'set', 'work', '--url', 'https://example.org'],
      ['accounts', 'set', 'work', '--client-secret-prompt', '--client-secret-stdin'],
      ['accounts', 'rename', 'work', 'default'],
      ['import', ''],
      ['import', 'x.env', '--blank', '--settings-only'],
      ['import', 'x.env', '--sync', '--no-sync'],
      ...[['token'], ['renew'], ['test'], ['env'], ['sign-in'], ['sync', 'add']].map((words) => [
        ...words,
        '',
      ]),
      ['run', '', '--', 'true'],
      ['accounts', 'use', ''],
      ['help', 'nonsense'],
    ]
    for (const args of wrong)
      expect(await cli.run(args), args.join(' ')).toMatchObject({ code: 2, stdout: '' })
    const secret = await cli.run(['accounts', 'add', 'x', '--client-id', 'y', '--client-secret', 'hidden'])
    expect(secret.code).toBe(2)
    expect(secret.stderr).toMatch(/--client-secret is not supported: arguments are visible/)
    expect(secret.stderr).not.toContain('hidden')
    const noSuch = "jira-token: No account named 'nobody'. Accounts: work. (accountNotFound)\n"
    for (const words of [['sign-in'], ['token'], ['renew'], ['test'], ['env'], ['accounts', 'use']])
      expect(await cli.run([...words, 'nobody']), words.join(' ')).toMatchObject({ code: 4, stderr: noSuch })
    expect(await cli.run(['run', 'nobody', '--', 'true'])).toMatchObject({
      code: 4,
      stderr: noSuch,
    })
    for (const words of [['token'], ['accounts', 'add'], ['accounts']])
      expect(await good(['help', ...words])).toEqual(await good([...words, '--help']))
    expect((await good(['accounts', '--help'])).stdout).toMatch(/accounts remove +remove an account/)
  })

  describe('on a terminal', () => {
    test('asks for the client secret without showing it', async () => {
      const adding = cli.startOnTerminal(['accounts', 'add', 'work', ...addOptions()])
      await adding.says(/Client secret for work \(not shown\): /)
      adding.type(session.atlassian.clientSecret)
      const { code, stdout } = await adding.ended
      expect(stdout).toMatch(/Added work\./)
      expect(stdout).not.toContain(session.atlassian.clientSecret)
      expect(code).toBe(0)
      await signIn()
      expect(await account()).toMatchObject({ valid: true })
    })

    test('asks again after a wrong URL', async () => {
      await add()
      const running = cli.startOnTerminal(['sign-in', '--manual'])
      const said = await running.says(/Ctrl-C: cancel\): /)
      const page = /http:\S+authorize\S+/.exec(said)?.[0] ?? ''
      const right = await walk(page)
      running.type(`${redirectUri}?code=c&state=another`)
      await running.says(/its state does not match[\s\S]*Ctrl-C: cancel\): /)
      running.type(right)
      const { stdout } = await running.ended
      expect(stdout).toMatch(/Signed in to work as Ada Lovelace\./)
    })

    test('Ctrl-C at the prompt for the URL cancels the sign-in', async () => {
      await add()
      const running = cli.startOnTerminal(['sign-in', '--manual'])
      const said = await running.says(/Ctrl-C: cancel\): /)
      const right = await walk(/http:\S+authorize\S+/.exec(said)?.[0] ?? '')
      running.process.stdin?.write('\u0003')
      expect((await running.ended).code).toBe(130)
      await eventually(account).toMatchObject({ signIn: null, signInError: { code: 'signInCancelled' } })
      expect((await cli.run(['exchange', right])).stderr).toMatch(
        /^jira-token: There is no sign-in to finish/,
      )
    })

    test('asks before removing, and takes Ctrl-C as no', async () => {
      await add()
      const no = cli.startOnTerminal(['accounts', 'remove', 'work'])
      await no.says(/Remove work, including its tokens and client secret\? \[y\/N\] /)
      no.type('')
      expect((await no.ended).code).toBe(1)
      const interrupted = cli.startOnTerminal(['accounts', 'remove', 'work'])
      await interrupted.says(/\[y\/N\] /)
      interrupted.process.stdin?.write('\u0003')
      expect((await interrupted.ended).code).not.toBe(0)
      expect((await list()).accounts).toHaveLength(1)
      const yes = cli.startOnTerminal(['accounts', 'remove', 'work'])
      await yes.says(/\[y\/N\] /)
      yes.type('y')
      expect((await yes.ended).code).toBe(0)
      expect((await list()).accounts).toEqual([])
    })

    test('a sign-in asks for the client secret again after a sign-out', async () => {
      await add()
      await good(['sign-out', '--yes'])
      const running = cli.startOnTerminal(['sign-in', '--no-open'])
      await running.says(/Client secret for work \(not shown\): /)
      running.type(session.atlassian.clientSecret)
      const said = await running.says(/http:\S+authorize\S+\r?\n/)
      await fetch(await walk(/http:\S+authorize\S+/.exec(said)?.[0] ?? ''))
      expect((await running.ended).stdout).toMatch(/Signed in to work/)
    })
  })

  // the last one: it ends the owner
  test('uninstall removes the accounts, ends the owner, and removes its folder', async () => {
    await add()
    await signIn()
    const done = await good(['uninstall', '--all-my-data', '--yes'])
    expect(done.stderr).toContain('Removed: the running app or background agent, which ends\n')
    expect(await session.keychain()).toEqual([])
    expect(existsSync(session.dataFolder)).toBe(false)
    if (owner === 'app') await session.app.ended()
    expect(existsSync(session.dataFolder)).toBe(false)
  })
}
