import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Stryker } from '@stryker-mutator/core'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { Stop } from '../bootstrap/stop.mjs'

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

/** Changes that the types forbid (most codes are texts, most `?.` are needed), or that no test should look at. */
const excludedMutations = ['OptionalChaining', 'Regex', 'StringLiteral']

function isCaught({ status }: Mutant): boolean {
  return status === 'Killed' || status === 'Timeout'
}

function printFile(file: string, mutants: readonly Mutant[]): void {
  const survivors = mutants.filter((mutant) => !isCaught(mutant))
  const caught = mutants.length - survivors.length
  console.log(`\n${file}: ${caught} of ${mutants.length} (${Math.floor((100 * caught) / mutants.length)} %)`)
  for (const { status, location, replacement = '' } of survivors) {
    const { start, end } = location
    const place = `${file}:${start.line}:${start.column} to ${end.line}:${end.column}`
    const untested = status === 'NoCoverage' ? ', which no test runs,' : ''
    console.log(`  ${place}${untested} → ${replacement.replaceAll(/\s+/g, ' ')}`)
  }
}

/**
 * `npm run soak -- mutation [FILE…]`: changes `src/core` (or only these files) in hundreds of small ways, one at a time
 * and in a copy; runs the unit tests that reach the change; and prints for each file how many changes they notice, and
 * each that they don't. A file can end in the lines to change, `x.ts:10-20`. Throws a `Stop` if there is nothing to change.
 */
export async function runMutation(files: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'))
  process.chdir(rootFolder)
  try {
    const stryker = new Stryker({
      mutate: files.length > 0 ? [...files] : ['src/core/**/*.ts'],
      mutator: { excludedMutations },
      // without tsconfig.json, which Stryker would parse with an API that TypeScript 7 no longer has
      ignorePatterns: ['/*', '!/src', '!/test', '!/scripts', '!/local-atlassian', '!/package.json'],
      tempDirName: folder,
      testRunner: 'vitest',
      vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
      plugins: ['@stryker-mutator/vitest-runner'],
      coverageAnalysis: 'perTest',
      reporters: ['progress-append-only'],
    })
    const mutants = (await stryker.runMutationTest()).filter(({ status }) => status !== 'Ignored')
    if (mutants.length === 0) throw new Stop(`There is nothing to change in ${files.join(' ')}.`)
    for (const name of new Set(mutants.map(({ fileName }) => fileName)))
      printFile(
        relative(rootFolder, name),
        mutants.filter(({ fileName }) => fileName === name),
      )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
