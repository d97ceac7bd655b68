import { AppError } from '../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'
import type { TokenFiles, TokenValues } from '../../../src/core/ports.ts'

/** Files that can be read-only, missing, slow, or in a repository. */
export interface FakeTokenFiles extends TokenFiles {
  /** The content of each file. */
  readonly files: Map<string, TokenValues>
  /** Every attempt, in order: `write PATH TOKEN` or `blank PATH`. */
  readonly tries: string[]
  readonly tracked: Set<string>
  /** Files with other content, which is backed up. */
  readonly replaced: Set<string>
  readonly inSharedFolders: Set<string>
  maxAtOnce(): number
  /** From now on this file can't be written, for this reason. */
  break(path: string, code: ErrorCode, detail?: string): void
  repair(path: string): void
  /** From now on writes wait until the returned function is called. */
  hold(): () => void
  /** From now on this file's disk does not answer, until the returned function is called. */
  hang(path: string): () => void
}

export function createFakeTokenFiles(): FakeTokenFiles {
  const files = new Map<string, TokenValues>()
  const tries: string[] = []
  const tracked = new Set<string>()
  const replaced = new Set<string>()
  const inSharedFolders = new Set<string>()
  const failures = new Map<string, AppError>()
  const busy = new Map<string, number>()
  const hung = new Map<string, Promise<void>>()
  let held: Promise<void> | null = null
  let most = 0

  const use = async (path: string, what: string, action: () => void): Promise<void> => {
    tries.push(what)
    busy.set(path, (busy.get(path) ?? 0) + 1)
    most = Math.max(most, busy.get(path) ?? 0)
    await held
    await hung.get(path)
    busy.set(path, (busy.get(path) ?? 0) - 1)
    const failure = failures.get(path)
    if (failure !== undefined) throw failure
    action()
  }

  return {
    files,
    tries,
    tracked,
    replaced,
    inSharedFolders,
    maxAtOnce: () => most,
    locate: async ({ path }) => {
      if (!path.startsWith('/')) throw new AppError('invalidInput', 'not absolute', { field: 'path' })
      const located = path.replace('/link/', '/real/')
      await hung.get(located)
      return located
    },
    backUp: async (path) => (replaced.has(path) ? `${path}.backup` : null),
    write: ({ path }, values) =>
      use(path, `write ${path} ${values.accessToken}`, () => void files.set(path, values)),
    blank: ({ path }) => use(path, `blank ${path}`, () => void files.delete(path)),
    isTrackedByGit: async (path) => tracked.has(path),
    isInSharedFolder: async (path) => inSharedFolders.has(path),
    break: (path, code, detail) => void failures.set(path, new AppError(code, detail)),
    repair: (path) => void failures.delete(path),
    hang: (path) => {
      let release = (): void => undefined
      hung.set(path, new Promise<void>((done) => (release = done)))
      return () => {
        hung.delete(path)
        release()
      }
    },
    hold: () => {
      let release = (): void => undefined
      held = new Promise<void>((done) => (release = done))
      return () => {
        held = null
        release()
      }
    },
  }
}
