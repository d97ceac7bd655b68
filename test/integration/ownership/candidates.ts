import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { bundleProgram } from '../../support/bundle-program.ts'

export interface Candidate {
  readonly pid: number
  /** Tries to become the owner of this data folder; `owned` or `taken`. */
  claim(dataFolder: string): Promise<string>
  signal(name: NodeJS.Signals): void
  /** Kills it immediately, with SIGKILL. */
  kill(): Promise<void>
}

/** Call once per test file: bundles the candidate so that it starts quickly. Returns a function that starts some. */
export function useCandidates(): (count: number) => Promise<Candidate[]> {
  let folder = ''
  let program = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jtt-candidate-'))
    program = await bundleProgram(join(import.meta.dirname, 'candidate.ts'), folder)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return (count) => Promise.all(Array.from({ length: count }, () => start(program)))
}

async function start(program: string): Promise<Candidate> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => String((await lines.next()).value)
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  onTestFinished(kill)
  await nextLine()
  return {
    pid: child.pid ?? 0,
    claim: (dataFolder) => {
      child.stdin.write(`${dataFolder}\n`)
      return nextLine()
    },
    signal: (name) => child.kill(name),
    kill,
  }
}
