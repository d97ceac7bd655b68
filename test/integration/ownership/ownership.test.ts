import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findSocket } from '../../../src/client/find-socket.ts'
import {
  checkOwnerFolder,
  checkSocket,
  maxGeneration,
  getOwnerFolder,
  shortPathTo,
  socketName,
} from '../../../src/ownership/owner-folder.ts'
import { namedPipes } from '../../../src/ownership/listen-at-address.ts'
import { addressAt, addressIn } from '../../../src/ownership/owner-address.ts'
import { claimOwnership } from '../../../src/ownership/acquire-ownership.ts'
import { probe } from '../../../src/ownership/probe.ts'
import { isWine } from '../../support/is-wine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { useCandidates, type Candidate } from './candidates.ts'

const racers = 10
/** It has pipes instead of sockets, access lists instead of permissions, and no signal that pauses a process. */
const isWindows = process.platform === 'win32'
/** 200 in total; Wine is slow. */
const rounds = isWine
  ? { fresh: 40, afterKill: 20, afterStop: 0 }
  : { fresh: 130, afterKill: 40, afterStop: 30 }

/** What Windows uses, also elsewhere. */
const newPipes = (dataFolder: string) =>
  isWindows ? namedPipes() : namedPipes((name) => join(dataFolder, name))

function newServer(): Server {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end('here')
  })
  onTestFinished(() => void server.close())
  return server
}

const startCandidates = useCandidates()

/** The process that answers at the owner's socket. */
function whoOwns(dataFolder: string): Promise<string> {
  const folder = shortPathTo(getOwnerFolder(dataFolder))
  return new Promise((resolve, reject) => {
    const socket = connect(addressAt(join(folder, socketName(maxGeneration(folder))))!.socketPath)
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}

async function race(dataFolder: string, candidates: readonly Candidate[]): Promise<Candidate> {
  const outcomes = await Promise.all(candidates.map((one) => one.claim(dataFolder)))
  const owners = candidates.filter((_, index) => outcomes[index] === 'owned')
  expect(owners).toHaveLength(1)
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(candidates.length - 1)
  expect(await whoOwns(dataFolder)).toBe(`${owners[0]!.pid}`)
  return owners[0]!
}

test(`has one owner in each of ${rounds.fresh} rounds when ${racers} processes race for a new data folder`, async () => {
  const parent = await temporaryFolder()
  const candidates = await startCandidates(racers)
  for (let round = 0; round < rounds.fresh; round += 1) {
    const dataFolder = join(parent, `round-${round}`)
    mkdirSync(dataFolder)
    await race(dataFolder, candidates)
  }
})

test(`has one new owner each of the ${rounds.afterKill} times that kill -9 ends the owner in front of ${racers} others`, async () => {
  const dataFolder = await temporaryFolder()
  const candidates = await startCandidates(racers)
  for (let round = 0; round < rounds.afterKill; round += 1) {
    const owner = await race(dataFolder, candidates)
    await owner.kill()
    candidates.splice(candidates.indexOf(owner), 1, ...(await startCandidates(1)))
  }
})

test.skipIf(isWindows)(
  `keeps its owner each of the ${rounds.afterStop} times that it is paused while others race for its place`,
  async () => {
    const dataFolder = await temporaryFolder()
    const [owner, ...others] = await startCandidates(racers + 1)
    expect(await owner!.claim(dataFolder)).toBe('owned')
    for (let round = 0; round < rounds.afterStop; round += 1) {
      owner!.signal('SIGSTOP')
      const outcomes = await Promise.all(others.map((one) => one.claim(dataFolder)))
      expect(new Set(outcomes)).toEqual(new Set(['taken']))
      owner!.signal('SIGCONT')
      expect(await whoOwns(dataFolder)).toBe(`${owner!.pid}`)
    }
  },
)

test.skipIf(isWindows)('never replaces a paused owner: it is slow, not dead', async () => {
  const dataFolder = await temporaryFolder()
  const [owner] = await startCandidates(1)
  expect(await owner!.claim(dataFolder)).toBe('owned')
  owner!.signal('SIGSTOP')
  expect(await claimOwnership(dataFolder, newServer())).toMatchObject({ kind: 'taken' })
  owner!.signal('SIGCONT')
  expect(await whoOwns(dataFolder)).toBe(`${owner!.pid}`)
})

test('gives each owner a higher number, even after a clean end, and removes lower ones', async () => {
  const dataFolder = await temporaryFolder()
  for (const generation of [1, 2, 3]) {
    const server = newServer()
    expect(await claimOwnership(dataFolder, server)).toMatchObject({ kind: 'owned', generation })
    await new Promise((resolve) => server.close(resolve))
  }
  expect(readdirSync(getOwnerFolder(dataFolder)).sort()).toEqual([
    ...(isWindows ? [] : ['api.sock']),
    'owner.3',
  ])
})

test('works with named pipes as on Windows: one owner out of ten, then another, each with a new cookie', async () => {
  const dataFolder = await temporaryFolder()
  const pipes = newPipes(dataFolder)
  const cookies: string[] = []
  for (const generation of [1, 2]) {
    const servers = Array.from({ length: 10 }, newServer)
    const claims = await Promise.all(servers.map((server) => claimOwnership(dataFolder, server, pipes)))
    const owned = claims.flatMap((claim) => (claim.kind === 'owned' ? [claim] : []))
    expect(owned).toMatchObject([{ generation }])
    const address = addressIn(join(getOwnerFolder(dataFolder), `owner.${generation}`))!
    expect(address.cookie).toBe(owned[0]!.cookie)
    expect(await probe(address.socketPath)).toBe('alive')
    cookies.push(address.cookie!)
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
  expect(new Set(cookies).size).toBe(2)
})

const whole = JSON.stringify({ socketPath: '/nowhere', cookie: 'c' })

test.each([
  ['empty', ''],
  ['full of NUL bytes', '\0'.repeat(whole.length)],
  ['cut', whole.slice(0, 20)],
  ['with the wrong fields', '{"socketPath":7}'],
  ['null', 'null'],
])(
  'becomes the owner on Windows when the old owner’s address file is %s after a power failure',
  async (_, content) => {
    const dataFolder = await temporaryFolder()
    const folder = getOwnerFolder(dataFolder)
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, 'owner.7'), content)
    expect(addressIn(join(folder, 'owner.7'))).toBeNull()
    const pipes = newPipes(dataFolder)
    expect(await claimOwnership(dataFolder, newServer(), pipes)).toMatchObject({
      kind: 'owned',
      generation: 8,
    })
    expect(await claimOwnership(dataFolder, newServer(), pipes)).toMatchObject({ kind: 'taken' })
    expect(readdirSync(folder)).not.toContain('owner.7')
  },
)

test('finds no owner on Windows if the address file is damaged, and doesn’t fail', async () => {
  const dataFolder = await temporaryFolder()
  const file = join(getOwnerFolder(dataFolder), 'owner.7')
  mkdirSync(getOwnerFolder(dataFolder), { mode: 0o700 })
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'win32' })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }))
  for (const environment of [{ JIRA_TOKEN_HOME: dataFolder }, { JIRA_TOKEN_SOCKET: file }]) {
    writeFileSync(file, '')
    expect(findSocket(environment)).toBeNull()
    writeFileSync(file, whole)
    expect(findSocket(environment)).toEqual({ socketPath: '/nowhere', cookie: 'c' })
  }
})

test('on Windows, finds the owner by the name of its pipe, and gives its cookie to no other pipe', async () => {
  const dataFolder = await temporaryFolder()
  mkdirSync(getOwnerFolder(dataFolder), { mode: 0o700 })
  const address = { socketPath: '\\\\.\\pipe\\jira-token-0a1b', cookie: 'c' }
  writeFileSync(join(getOwnerFolder(dataFolder), 'owner.7'), JSON.stringify(address))
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'win32' })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }))
  const find = (pipe: string) => findSocket({ JIRA_TOKEN_HOME: dataFolder, JIRA_TOKEN_SOCKET: pipe })
  expect(find(address.socketPath)).toEqual(address)
  expect(find('//./PIPE/Jira-Token-0A1B')).toEqual(address)
  expect(find('\\\\.\\pipe\\another')).toBeNull()
  rmSync(join(getOwnerFolder(dataFolder), 'owner.7'))
  expect(find(address.socketPath)).toBeNull()
})

test.skipIf(isWindows)('allows only its user, and links the socket under a stable name', async () => {
  const dataFolder = await temporaryFolder()
  await claimOwnership(dataFolder, newServer())
  const folder = getOwnerFolder(dataFolder)
  expect(lstatSync(folder).mode & 0o777).toBe(0o700)
  expect(lstatSync(join(folder, 'owner.1')).mode & 0o777).toBe(0o600)
  expect(readlinkSync(join(folder, 'api.sock'))).toBe('owner.1')
})

test.skipIf(isWindows)(
  'owns a data folder with a path too long for a socket, and doesn’t depend on the symlink for it',
  async () => {
    const parent = await temporaryFolder()
    const dataFolder = join(parent, 'x'.repeat(120))
    mkdirSync(dataFolder)
    const folder = getOwnerFolder(dataFolder)
    expect(await claimOwnership(dataFolder, newServer())).toMatchObject({ kind: 'owned', generation: 1 })
    const short = shortPathTo(folder)
    onTestFinished(() => rmSync(short))
    expect(short.length).toBeLessThan(100)
    rmSync(short)
    expect(await claimOwnership(dataFolder, newServer())).toMatchObject({ kind: 'taken' })
    expect(await whoOwns(dataFolder)).toBe('here')
  },
)

test.skipIf(isWindows).each(['foreign link', 'folder', 'file'])(
  'uses another name when a %s has taken the place of that symlink',
  async (kind) => {
    const [parent, base] = [await temporaryFolder(), await temporaryFolder()]
    const dataFolder = join(parent, 'x'.repeat(120))
    mkdirSync(getOwnerFolder(dataFolder), { recursive: true })
    const environment = { XDG_RUNTIME_DIR: base }
    const folder = getOwnerFolder(dataFolder)
    const usual = shortPathTo(folder, environment)
    rmSync(usual)
    if (kind === 'foreign link') symlinkSync(parent, usual)
    else if (kind === 'folder') mkdirSync(usual)
    else writeFileSync(usual, '')
    // so is one whose name looks like ours
    symlinkSync(parent, `${usual}.00000000`)
    const short = shortPathTo(folder, environment)
    expect(short).not.toBe(usual)
    expect(readlinkSync(short)).toBe(folder)
    // other programs find the same one
    expect(shortPathTo(folder, environment)).toBe(short)
  },
)

test.skipIf(isWindows).each([0o755, 0o750, 0o770, 0o775])(
  'takes other users’ access to the data folder away (%o)',
  async (mode) => {
    const dataFolder = await temporaryFolder()
    chmodSync(dataFolder, mode)
    expect(await claimOwnership(dataFolder, newServer())).toMatchObject({ kind: 'owned' })
    expect(lstatSync(dataFolder).mode & 0o777).toBe(0o700)
  },
)

test.skipIf(isWindows)('refuses folders that others can write to, and says which', async () => {
  const worldWritable = await temporaryFolder()
  chmodSync(worldWritable, 0o777)
  await expect(claimOwnership(worldWritable, newServer())).rejects.toThrow(/is writable by everyone/)

  const open = await temporaryFolder()
  mkdirSync(getOwnerFolder(open))
  chmodSync(getOwnerFolder(open), 0o755)
  await expect(claimOwnership(open, newServer())).rejects.toThrow(/its mode must be 700/)
})

test.skipIf(isWindows)('refuses another user’s data folder', async () => {
  const isRoot = process.getuid?.() === 0
  // unless you are root, the root folder is one
  const foreign = isRoot ? await temporaryFolder() : '/'
  if (isRoot) chownSync(foreign, 12_345, 12_345)
  expect(() => checkOwnerFolder(foreign)).toThrow(/belongs to another user/)
})

test.skipIf(isWindows)('refuses a link instead of a socket or the sockets’ folder', async () => {
  const dataFolder = await temporaryFolder()
  const elsewhere = await temporaryFolder()
  symlinkSync(elsewhere, getOwnerFolder(dataFolder))
  expect(() => checkOwnerFolder(dataFolder)).toThrow(/is not a folder/)
  const link = join(elsewhere, 'owner.1')
  symlinkSync('/dev/null', link)
  expect(() => checkSocket(link)).toThrow(/is not a socket/)
})

test.skipIf(isWindows)('refuses anything that isn’t a socket', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'owner.1')
  writeFileSync(path, '')
  expect(() => checkSocket(path)).toThrow(/is not a socket/)
})
