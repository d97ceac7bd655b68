import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { faults, type Fault } from './faults.ts'

/** Which tests notice the fault; the others pass. */
interface Result {
  readonly unit: boolean
  /** For each seed, the schedules until the simulation noticed; null if it didn't. */
  readonly simulation: readonly (number | null)[]
  /** What the simulation complained about, by the letters in `renewal.test.ts`. */
  readonly complaint: string
}

const seeds = [90, 91, 92]

/** Throws if the tests ended without a verdict. */
function isNoticed(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { noticed: boolean; output: string } {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '1', SIMULATION_STOP: 'at the first failure', ...env },
  })
  if (status === 0 || /Tests .*failed/.test(stdout)) return { noticed: status !== 0, output: stdout + stderr }
  throw new Error(`The tests could not run:\n${stdout}${stderr}`)
}

function test(folder: string, hasSimulation: boolean): Result {
  const unit = isNoticed(folder, ['--project', 'unit', 'test/unit/core/token'])
  // without the schedules that failed once: what matters is that random ones notice
  const runs = (hasSimulation ? seeds : []).map((seed) =>
    isNoticed(folder, ['--project', 'simulation', '-t', 'random schedules'], {
      SIMULATION_SEED: String(seed),
    }),
  )
  const output = runs.find(({ noticed }) => noticed)?.output ?? ''
  return {
    unit: unit.noticed,
    simulation: runs.map(({ noticed, output: text }) =>
      noticed ? Number(/failed after (\d+) tests?/.exec(text)?.[1] ?? NaN) : null,
    ),
    complaint: /"([a-i]): [^"]*"/.exec(output)?.[0] ?? (output === '' ? '' : 'a crash'),
  }
}

/** Runs `work` with the fault in the code. Throws if the original text is not there exactly once. */
function withFault<T>(folder: string, { file, original, replaced, means }: Fault, work: () => T): T {
  const path = join(folder, 'src/core/token', file)
  const text = readFileSync(path, 'utf8')
  if (text.split(original).length !== 2) throw new Error(`“${means}” no longer fits ${file}.`)
  writeFileSync(
    path,
    text.replace(original, () => replaced),
  )
  try {
    return work()
  } finally {
    writeFileSync(path, text)
  }
}

/**
 * `npm run soak -- mutants [TEXT…]`: puts each fault (whose meaning contains a text) into a copy of the code, and prints
 * which tests notice. Sets the exit code if the unit tests or the simulation miss one, or if one no longer fits the code.
 */
export function runMutants(texts: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  try {
    for (const part of [
      'src',
      'test',
      'scripts',
      'local-atlassian',
      'package.json',
      'vitest.config.ts',
      'tsconfig.json',
    ])
      cpSync(join(rootFolder, part), join(folder, part), { recursive: true })
    symlinkSync(join(rootFolder, 'node_modules'), join(folder, 'node_modules'))
    const before = test(folder, true)
    if (before.unit || before.complaint !== '')
      throw new Error(`The tests fail without a fault. ${before.complaint}`)
    const chosen = faults.filter(
      ({ means }) => texts.length === 0 || texts.some((text) => means.includes(text)),
    )
    let survivors = 0
    console.log(`unit      schedules until the simulation noticed, with the seeds ${seeds.join(', ')}`)
    for (const fault of chosen) {
      const { beyondSimulation } = fault
      const { unit, simulation, complaint } = withFault(folder, fault, () =>
        test(folder, beyondSimulation === undefined),
      )
      const isCaught = unit && simulation.every((schedules) => schedules !== null)
      if (!isCaught) survivors += 1
      const counts = simulation.map((schedules) => String(schedules ?? '-').padStart(5)).join(' ')
      console.log(
        `${unit ? 'caught  ' : 'survived'}  ${counts.padEnd(17)}  ${fault.means}  ${beyondSimulation ?? complaint}`,
      )
    }
    console.log(`${chosen.length - survivors} of ${chosen.length} faults caught.`)
    if (survivors > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
