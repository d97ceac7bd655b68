import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, posix, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

interface Room {
  /** The folders or files that it may import, besides itself. */
  readonly rooms: readonly string[]
  /** The packages that it may import; `node:` means Node's own modules. */
  readonly packages: RegExp
}

/** The part of core that clients use too: pure functions, and the clock. */
const sharedWithClients = [
  'src/core/clock.ts',
  'src/core/token/token-life.ts',
  'src/core/token/renewal-plan.ts',
]

const belowMain = [
  'src/adapters/',
  'src/network/',
  'src/ownership/',
  'src/core/',
  'src/files/',
  'src/shared/',
]

/** docs/architecture.md, "Source layout". The first entry that matches the start of a path counts. */
const house: Readonly<Record<string, Room>> = {
  'src/shared/': { rooms: [], packages: /^zod$/ },
  'src/core/': { rooms: ['src/shared/'], packages: /^$/ },
  'src/files/': { rooms: ['src/shared/'], packages: /^node:/ },
  'src/network/': { rooms: ['src/shared/'], packages: /^node:/ },
  'src/adapters/': {
    rooms: ['src/core/', 'src/files/', 'src/network/', 'src/shared/'],
    packages:
      /^(node:|zod$|axios$|keytar$|oauth4webapi$|eventsource-parser$|@jellybrick\/dbus-next$|electron-log\/node$|undici$)/,
  },
  'src/ownership/': { rooms: ['src/shared/'], packages: /^node:/ },
  'src/owner/': {
    rooms: ['src/adapters/', 'src/network/', 'src/ownership/', 'src/core/', 'src/files/', 'src/shared/'],
    packages: /^(node:|zod$|conf$|keytar$)/,
  },
  'src/client/': {
    rooms: ['src/network/', 'src/ownership/', 'src/shared/', ...sharedWithClients],
    packages: /^(node:|axios$|eventsource-parser$)/,
  },
  'src/checks/': {
    rooms: ['src/client/', 'src/adapters/desktop/', 'src/ownership/', 'src/shared/'],
    packages: /^node:/,
  },
  'src/mcp/setup/': { rooms: ['src/files/', 'src/shared/'], packages: /^(node:|jsonc-parser$|smol-toml$)/ },
  'src/mcp/': {
    rooms: ['src/client/', 'src/files/', 'src/network/', 'src/shared/'],
    packages: /^(node:|eventsource-parser$|@modelcontextprotocol\/client$)/,
  },
  'src/main/': {
    rooms: ['src/owner/', 'src/mcp/setup/', ...belowMain],
    packages: /^(node:|zod$|electron$|electron-store$|electron-updater$|keytar$)/,
  },
  'src/preload/': { rooms: ['src/shared/'], packages: /^electron$/ },
  'src/renderer/': { rooms: ['src/shared/'], packages: /^(preact($|\/)|\.\.?\/.*\.css$)/ },
  'src/cli/commands/agent.ts': {
    rooms: ['src/owner/agent/', 'src/cli/', 'src/client/', 'src/shared/'],
    packages: /^$/,
  },
  'src/cli/': {
    rooms: ['src/client/', 'src/mcp/', 'src/checks/', 'src/ownership/', 'src/files/', 'src/shared/'],
    packages: /^(node:(?!https?$)|string-width$)/,
  },
  'local-atlassian/': { rooms: ['scripts/bootstrap/'], packages: /./ },
  'scripts/': { rooms: ['src/', 'local-atlassian/'], packages: /./ },
}

interface Import {
  readonly file: string
  /** The path of the file for our own imports; otherwise the package name. */
  readonly target: string
  readonly isOurs: boolean
  readonly isType: boolean
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g

const files = ['src', 'local-atlassian', 'scripts'].flatMap((folder) =>
  readdirSync(resolve(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
    .map((entry) => relative(root, resolve(entry.parentPath, entry.name)).replaceAll('\\', '/')),
)

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(resolve(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...text.matchAll(statement)].map(([, type, plain, dynamic]) => {
    const name = plain ?? dynamic!
    const isOurs = name.startsWith('.') && !name.endsWith('.css')
    return {
      file,
      target: isOurs ? posix.join(dirname(file), name) : name,
      isOurs,
      isType: type !== undefined,
    }
  })
})

const findRoom = (file: string): string | undefined =>
  Object.keys(house).find((room) => file.startsWith(room))

function isAllowed({ file, target, isOurs }: Import): boolean {
  const room = findRoom(file)
  if (room === undefined) return false
  const { rooms, packages } = house[room]!
  return isOurs ? [room, ...rooms].some((one) => target.startsWith(one)) : packages.test(target)
}

const arrow = ({ file, target }: Import): string => `${file} -> ${target}`

it('reads the imports in every folder', () => {
  expect(new Set(imports.map(({ file }) => findRoom(file)))).toEqual(new Set(Object.keys(house)))
  expect(
    imports.filter(({ target, isOurs }) => isOurs && !existsSync(resolve(root, target))).map(arrow),
  ).toEqual([])
})

it('lets each folder import only what the table allows', () => {
  expect(imports.filter((one) => !isAllowed(one)).map(arrow)).toEqual([])
})

it('has no circular imports', () => {
  const targets = new Map<string, string[]>()
  for (const { file, target, isOurs } of imports)
    if (isOurs) targets.set(file, [...(targets.get(file) ?? []), target])
  const isReached = (from: string, wanted: string, seen = new Set<string>()): boolean =>
    (targets.get(from) ?? []).some((target) => {
      if (target === wanted) return true
      if (seen.has(target)) return false
      seen.add(target)
      return isReached(target, wanted, seen)
    })
  expect(files.filter((file) => isReached(file, file))).toEqual([])
})

it('keeps schemas out of the window: the renderer imports only types from the files with schemas', () => {
  const withSchemas = new Set(imports.filter(({ target }) => target === 'zod').map(({ file }) => file))
  const wrong = imports.filter(
    ({ file, target, isType }) => file.startsWith('src/renderer/') && withSchemas.has(target) && !isType,
  )
  expect(wrong.map(arrow)).toEqual([])
})

/** Files that may wait for /proc, or for the disk with the user's settings. A synced file may be on any disk, even a dead one. */
const maySync = [
  'src/adapters/desktop/autostart-entry.ts',
  'src/adapters/desktop/command-place.ts',
  'src/adapters/keychain/service-name.ts',
  'src/adapters/log/file-log.ts',
  'src/adapters/settings/history-log.ts',
  'src/adapters/settings/json-file.ts',
  'src/adapters/settings/open-settings.ts',
  'src/files/tcp-sockets.ts',
  'src/main/demo/demo-provider.ts',
  'src/main/index.ts',
  'src/main/login-item/login-item.ts',
  'src/main/self-update.ts',
  'src/owner/agent/agent.ts',
]

it('never waits synchronously for another program or for a synced file’s disk in the owner’s process', () => {
  const rooms = ['src/core/', 'src/files/', 'src/adapters/', 'src/owner/', 'src/main/']
  const waiting = files.filter((file) => {
    if (!rooms.some((room) => file.startsWith(room))) return false
    const text = readFileSync(resolve(root, file), 'utf8')
    const imported = [...text.matchAll(/import \{([^}]*)\} from 'node:(?:fs|child_process)'/g)]
    return imported.some(([, names = '']) => /Sync\b/.test(names))
  })
  expect(waiting.toSorted()).toEqual(maySync)
})
