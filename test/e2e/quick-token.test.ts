import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  lchown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { cliProgram } from '../../scripts/harness/cli.ts'
import { compileQuickToken, thisTarget } from '../../scripts/package-cli.ts'

// the small program in front of the packaged `jira-token` must do what `jira-token` does: here, beside it, is the built script

const isRoot = process.getuid?.() === 0
const accessToken = 'eyJhbGciOi.J9_token-1'
const usual = {
  account: { id: 'id-1', name: 'work' },
  accessToken,
  tokenType: 'Bearer',
  tokenId: 'a1b2',
  expiresAt: '2030-01-01T00:00:00.000Z',
  expiresInSec: 3000,
  lifetimeSec: 3600,
  scopes: ['read:me', 'read:jira-work'],
}

/** What an owner sends, on its first, second, … connection; the last one repeats. null: it hangs up. */
type Answers = readonly (string | null)[]

/** Each character is a byte. */
const http = (body: string, head = 'HTTP/1.1 200 OK', length = body.length) =>
  `${head}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${length}\r\nConnection: close\r\n\r\n${body}`
const json = (value: unknown, head?: string) =>
  http(Buffer.from(`${JSON.stringify(value)}\n`).toString('latin1'), head)
const failure = (status: number, code: string) =>
  json({ error: { code, message: 'It failed.' } }, `HTTP/1.1 ${status} Failed`)

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

let folder: string
let whyNot: string | null
let home: string
let data: string
let requests: string[]
let servers: Server[]

beforeAll(async () => {
  // short: a socket's path may have 100 bytes
  folder = await mkdtemp(join(await realpath(tmpdir()), 'jtt-q-'))
  const program = join(folder, 'jira-token')
  const checked = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all']
  whyNot = await compileQuickToken(program, thisTarget, checked).catch(() =>
    compileQuickToken(program, thisTarget),
  )
  const full = join(folder, 'jira-token-full')
  await writeFile(full, `#!/bin/sh\necho >>"$0.used"\nexec '${process.execPath}' '${cliProgram}' "$@"\n`)
  await chmod(full, 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(async ({ skip }) => {
  skip(whyNot !== null, `there is no small program here: ${whyNot}`)
  home = await mkdtemp(join(folder, 'h'))
  data = join(home, 'd')
  await mkdir(join(data, 'owner'), { recursive: true, mode: 0o700 })
  requests = []
  servers = []
  onTestFinished(() => void servers.map((server) => server.close()))
})

/** An owner that answers this way, also after the counting starts again. */
async function listen(path: string, answers: Answers): Promise<void> {
  const server = createServer((socket: Socket) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)]
    let request = ''
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      request += part.toString('latin1')
      if (!request.includes('\r\n\r\n')) return
      requests.push(request)
      if (answer === undefined) return
      socket.end(Buffer.from(answer ?? '', 'latin1'))
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  await chmod(path, 0o600)
  servers.push(server)
}

async function run(words: readonly string[], env: NodeJS.ProcessEnv, cwd = home): Promise<Run> {
  requests.length = 0
  const [program = '', ...args] = words
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString('latin1')))
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString('latin1')))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const used = () =>
  readFile(join(folder, 'jira-token-full.used')).then(
    () => true,
    () => false,
  )

/** Runs both programs, and compares what they print and send. Resolves with that, and with who answered. */
async function both(args: readonly string[], env: NodeJS.ProcessEnv, cwd = home) {
  const byNode = await run([process.execPath, cliProgram, 'token', ...args], env, cwd)
  const [askedByNode] = requests
  await rm(join(folder, 'jira-token-full.used'), { force: true })
  const found = await run([join(folder, 'jira-token'), 'token', ...args], env, cwd)
  const isQuick = !(await used())
  expect(found).toEqual(byNode)
  if (isQuick) expect(requests).toEqual([askedByNode])
  return { ...found, isQuick }
}

const here = () => ({ JIRA_TOKEN_HOME: data })
const ownerAt = (generation: number) => join(data, 'owner', `owner.${generation}`)

describe('of the words', () => {
  test.each<readonly string[]>([
    [],
    ['work'],
    ["it's_a-(b)*!~."],
    ['--header'],
    ['work', '--min-valid', '600', '--header'],
    ['--min-valid=0060', 'work'],
    ['--header', '--header'],
    ['--min-valid', '999999999'],
  ])('%j is answered at once', async (...args) => {
    await listen(ownerAt(1), [json(usual)])
    const { isQuick, stdout } = await both(args, here())
    expect(isQuick).toBe(true)
    expect(stdout).toBe(`${args.includes('--header') ? 'Authorization: Bearer ' : ''}${accessToken}\n`)
  })

  test.each<readonly string[]>([
    ['two words'],
    ['日本'],
    ['a/b?c'],
    [''],
    [' '],
    ['-x'],
    ['-'],
    ['--', 'work'],
    ['a', 'b'],
    ['--json'],
    ['--help'],
    ['--header', '--json'],
    ['--header=1'],
    ['--heade'],
    ['--min-valid'],
    ['--min-valid', ''],
    ['--min-valid', '-5'],
    ['--min-valid', '1e3'],
    ['--min-valid', '1234567890'],
    ['--min-valid', '1', '--min-valid', '2'],
    ['--min-valid-x', '1'],
    ['x'.repeat(2000)],
  ])('%j is left to the full program', async (...args) => {
    await listen(ownerAt(1), [json(usual)])
    expect((await both(args, here())).isQuick).toBe(false)
  })

  test('other commands are left to the full program', async () => {
    await listen(ownerAt(1), [json(usual)])
    for (const args of [[], ['--version'], ['tokens'], ['token', '-h']]) {
      const byNode = await run([process.execPath, cliProgram, ...args], here())
      expect(await run([join(folder, 'jira-token'), ...args], here())).toEqual(byNode)
    }
  })
})

describe('an answer', () => {
  const text = JSON.stringify(usual)
  const odd = (change: object) => json({ ...usual, ...change })

  test.each([
    ['without scopes', odd({ scopes: [] })],
    ['with one scope', odd({ scopes: ['a'] })],
    ['of 40 kB', odd({ accessToken: 'x'.repeat(40_000) })],
    ['with an empty token', odd({ accessToken: '' })],
    ['for a name with other letters', odd({ account: { id: 'i', name: 'Büro' } })],
  ])('%s is used', async (_, answer) => {
    await listen(ownerAt(1), [answer])
    expect((await both([], here())).isQuick).toBe(true)
  })

  test.each([
    ['with a control character', odd({ accessToken: 'a\u001b[2Jb' })],
    ['with a raw control character', http(text.replace('eyJ', '\u001b'))],
    ['with a line break in the token', odd({ accessToken: 'a\nb' })],
    ['with an invisible character', http(text.replace('eyJ', '\u00e2\u0080\u008b'))],
    ['with an 8-bit character', http(text.replace('eyJ', '\u009b'))],
    ['with a blank in the token', odd({ accessToken: 'a b' })],
    ['with a quote in a name', odd({ account: { id: 'i', name: '"' } })],
    ['of a megabyte', odd({ accessToken: 'x'.repeat(1_000_000) })],
    ['without a token', odd({ accessToken: undefined })],
    ['with a number as the token', odd({ accessToken: 5 })],
    ['with another kind of token', odd({ tokenType: 'DPoP' })],
    ['with a new field', odd({ extra: 1 })],
    ['with two tokens', http(text.replace('"tokenType"', '"accessToken":"b","tokenType"'))],
    ['with a token in another place', json({ ...usual, accessToken: { accessToken: 'x' } })],
    ['with spaces', http(JSON.stringify(usual, null, 2))],
    ['with a number that is none', http(text.replace('3000', '03000'))],
    ['with a negative number', odd({ expiresInSec: -1 })],
    ['with a list that is none', http(text.replace('"read:me",', '"read:me",,'))],
    ['with an open list', http(text.replace('"]}', '",]}'))],
    ['with more behind it', http(`${text}{}`)],
    ['that breaks off', http(text.slice(0, -20))],
    ['with a NUL', http(text.replace('work', '\0'))],
    ['that is not JSON', http('<html>Bad gateway</html>')],
    ['that is empty', http('')],
    ['in another case', http(text).replace('content-length', 'Content-LENGTH')],
    ['with a longer text than it says', http(text, undefined, 30)],
    ['with another status', json(usual, 'HTTP/1.1 201 Created')],
    ['that says to sign in', failure(409, 'notSignedIn')],
    ['that says that nobody is reached', failure(502, 'offline')],
    ['that is no status', failure(500, 'neverHeardOf')],
  ])('%s is left to the full program', async (_, answer) => {
    await listen(ownerAt(1), [answer])
    expect((await both([], here())).isQuick).toBe(false)
  })

  test('about an unknown account is left to the full program, which lists the others', async () => {
    await listen(ownerAt(1), [failure(404, 'accountNotFound'), json({ accounts: [{ name: 'home' }] })])
    // the small program asks first, so the full one gets the answers in another order
    const byNode = await run([process.execPath, cliProgram, 'token', 'x'], here())
    expect(byNode).toMatchObject({ code: 4, stderr: expect.stringContaining('home') as string })
    servers.map((server) => server.close())
    await listen(ownerAt(2), [
      failure(404, 'accountNotFound'),
      failure(404, 'accountNotFound'),
      json({ accounts: [{ name: 'home' }] }),
    ])
    expect(await run([join(folder, 'jira-token'), 'token', 'x'], here())).toEqual(byNode)
  })

  test.each([
    ['is cut off in the head', json(usual).slice(0, 30)],
    ['is cut off in the body', json(usual).slice(0, -30)],
    ['is missing', null],
  ])('that %s is asked for again', async (_, answer) => {
    await listen(ownerAt(1), [answer, json(usual)])
    expect(await both([], here())).toMatchObject({ isQuick: false, stdout: `${accessToken}\n` })
  })

  test('that does not come is waited for by the full program', async () => {
    let asked = 0
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      // the first one hangs, the second one drips
      if ((asked += 1) === 2) socket.end(json(usual))
    })
    await new Promise<void>((resolve) => server.listen(ownerAt(1), resolve))
    servers.push(server)
    const found = await run([join(folder, 'jira-token'), 'token'], here())
    expect(found).toEqual({ code: 0, stdout: `${accessToken}\n`, stderr: '' })
    expect(asked).toBe(2)
  })
})

describe('the data folder', () => {
  const quick = async (isQuick: boolean, env: NodeJS.ProcessEnv = here(), cwd = home) => {
    const found = await both([], env, cwd)
    expect(found.isQuick).toBe(isQuick)
    return found
  }

  test('is found as `jira-token` finds it', async () => {
    const app = process.platform === 'darwin' ? 'Library/Application Support' : '.config'
    data = join(home, app, 'Jira Token Tray')
    await mkdir(join(data, 'owner'), { recursive: true, mode: 0o700 })
    await listen(ownerAt(3), [json(usual)])
    await symlink(data, join(home, 'link'))
    await quick(true, { HOME: home })
    await quick(true, { HOME: `${home}/`, XDG_CONFIG_HOME: 'relative', JIRA_TOKEN_HOME: '' })
    await quick(true, { JIRA_TOKEN_HOME: join(home, 'link') })
    await quick(true, { JIRA_TOKEN_HOME: 'link' })
    await quick(
      false,
      { JIRA_TOKEN_HOME: `${relative(folder, home)}/../${relative(folder, home)}/link` },
      folder,
    )
    if (process.platform === 'darwin') return
    await quick(true, { XDG_CONFIG_HOME: join(home, '.config') })
    await quick(true, { HOME: '/nowhere', XDG_CONFIG_HOME: join(home, '.config') })
  })

  test('may have other letters, but then the full program answers', async () => {
    data = join(home, 'Büro')
    await mkdir(join(data, 'owner'), { recursive: true, mode: 0o700 })
    await listen(ownerAt(1), [json(usual)])
    await quick(false)
    await symlink(data, join(home, 'plain'))
    await quick(false, { JIRA_TOKEN_HOME: join(home, 'plain') })
  })

  test('with several sockets: the highest number counts, and other names don’t', async () => {
    await listen(ownerAt(9), [json({ ...usual, accessToken: 'old' })])
    await listen(ownerAt(10), [json(usual)])
    for (const name of ['owner.011', 'owner.0', 'owner.99x', 'owner.9999999999999999', 'candidate.77.ab'])
      await writeFile(join(data, 'owner', name), '')
    expect((await quick(true)).stdout).toBe(`${accessToken}\n`)
  })

  test.each<readonly [string, () => Promise<unknown>]>([
    ['that everyone can write to', () => chmod(data, 0o777)],
    ['whose sockets others can reach', () => chmod(join(data, 'owner'), 0o701)],
    [
      'whose sockets are behind a link',
      async () => {
        await mkdir(join(home, 'elsewhere'), { mode: 0o700 })
        await rm(join(data, 'owner'), { recursive: true })
        await symlink(join(home, 'elsewhere'), join(data, 'owner'))
        await listen(ownerAt(1), [json(usual)])
      },
    ],
    ['with a file as the socket', () => writeFile(ownerAt(2), '')],
    ['with a link as the socket', () => symlink(ownerAt(1), ownerAt(2))],
  ])('%s is not trusted', async (_, spoil) => {
    await listen(ownerAt(1), [json(usual)])
    await spoil()
    expect(await quick(false)).toMatchObject({ code: 1, stdout: '' })
    expect(requests).toEqual([])
  })

  test.runIf(isRoot).each<readonly [string, () => string]>([
    ['the folder', () => data],
    ['the folder of the sockets', () => join(data, 'owner')],
    ['the socket', () => ownerAt(1)],
  ])('of another user is not trusted: %s', async (_, path) => {
    await listen(ownerAt(1), [json(usual)])
    await lchown(path(), 12_345, 12_345)
    expect(await quick(false)).toMatchObject({ code: 1, stdout: '' })
    expect(requests).toEqual([])
  })

  test('with a long path is left to the full program', async () => {
    const short = data
    data = join(home, 'x'.repeat(80))
    await mkdir(join(data, 'owner'), { recursive: true, mode: 0o700 })
    await listen(join(short, 'owner/owner.1'), [json(usual)])
    await symlink(join(short, 'owner/owner.1'), ownerAt(1))
    await quick(false)
  })
})

describe('JIRA_TOKEN_SOCKET', () => {
  let socket: string
  beforeEach(async () => {
    socket = join(home, 's')
    await listen(socket, [json(usual)])
  })

  test.each<readonly [string, boolean, () => Promise<unknown>]>([
    ['is used', true, () => Promise.resolve()],
    ['may be in a folder like /tmp', true, () => chmod(home, 0o1777)],
    ['must not be where others can put one', false, () => chmod(home, 0o777)],
    ['must be a socket', false, () => rm(socket).then(() => writeFile(socket, ''))],
    ['must be there', false, () => rm(socket)],
  ])('%s', async (_, isQuick, spoil) => {
    await spoil()
    const found = await both([], { JIRA_TOKEN_SOCKET: socket, ...here() })
    expect(found).toMatchObject({ isQuick, code: isQuick ? 0 : 1 })
  })

  test('may be a link, and a relative path', async () => {
    await mkdir(join(home, 'o'))
    await symlink('../s', join(home, 'o/link'))
    expect((await both([], { JIRA_TOKEN_SOCKET: 'o/link' })).isQuick).toBe(true)
  })

  test.runIf(isRoot)('must not be another user’s', async () => {
    await chown(socket, 12_345, 12_345)
    expect((await both([], { JIRA_TOKEN_SOCKET: socket })).code).toBe(1)
    await chown(home, 12_345, 12_345)
    expect((await both([], { JIRA_TOKEN_SOCKET: socket })).code).toBe(1)
  })
})

describe('without the usual streams', () => {
  const shell = (line: string, program: readonly string[]) =>
    run(['/bin/sh', '-c', line, ...program, 'token'], { ...here(), PATH: '/bin:/usr/bin' })

  test.each([
    ['stdout is closed', '"$0" "$@" >&-'],
    ['stdin is closed', '"$0" "$@" <&-'],
    ['stderr is closed', '"$0" "$@" 2>&-'],
    ['all are closed', '"$0" "$@" <&- >&- 2>&-'],
  ])('it ends in the same way: %s', async (_, line) => {
    await listen(ownerAt(1), [json(usual)])
    const byNode = await shell(line, [process.execPath, cliProgram])
    expect(await shell(line, [join(folder, 'jira-token')])).toEqual(byNode)
  })

  /** The program starts when nobody can read what it prints any more. */
  async function runWithoutReader(program: readonly string[]): Promise<Omit<Run, 'stdout'>> {
    const env = { ...here(), PATH: '/bin:/usr/bin' }
    const line = 'read -r start; "$0" "$@"'
    const child = spawn('/bin/sh', ['-c', line, ...program, 'token'], { env, cwd: home })
    let stderr = ''
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString('latin1')))
    child.stdout.destroy()
    await once(child.stdout, 'close')
    child.stdin.end('start\n')
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stderr }
  }

  test('it ends in the same way: the reader is gone', async () => {
    await listen(ownerAt(1), [json(usual)])
    const byNode = await runWithoutReader([process.execPath, cliProgram])
    expect(await runWithoutReader([join(folder, 'jira-token')])).toEqual(byNode)
    expect(requests).toHaveLength(2)
  })

  test.skipIf(process.platform !== 'linux')('it ends in the same way: the disk is full', async () => {
    await listen(ownerAt(1), [json(usual)])
    const line = '"$0" "$@" >/dev/full'
    const byNode = await shell(line, [process.execPath, cliProgram])
    expect(byNode).toMatchObject({ code: 1, stderr: expect.stringContaining('no space') as string })
    expect(await shell(line, [join(folder, 'jira-token')])).toEqual(byNode)
  })
})

test('without the full program, it says what is wrong', async () => {
  const alone = join(home, 'jira-token')
  expect(await compileQuickToken(alone, thisTarget)).toBeNull()
  const found = await run([alone, 'status'], here())
  expect(found).toMatchObject({ code: 1, stdout: '' })
  expect(found.stderr).toMatch(/^jira-token: jira-token-full can't be started: No such file.*Install/)
})
