import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../../scripts/bootstrap/build.ts'

let root: string
let builds: number

beforeEach(() => {
  builds = 0
  root = mkdtempSync(join(tmpdir(), 'jtt-build-'))
  mkdirSync(join(root, 'src/main'), { recursive: true })
  writeFileSync(join(root, 'src/main/index.ts'), 'one')
  writeFileSync(join(root, 'package.json'), '{}')
})

afterEach(() => rmSync(root, { recursive: true }))

async function build() {
  builds++
  mkdirSync(join(root, 'out/main'), { recursive: true })
  writeFileSync(join(root, 'out/main/index.js'), '')
  return null
}

const buildIfNeeded = () => buildApp(root, () => {}, build)

test('builds once, and not again while the sources are unchanged', async () => {
  await buildIfNeeded()
  writeFileSync(join(root, 'src/main/index.ts'), 'one')
  await buildIfNeeded()
  expect(builds).toBe(1)
})

test('builds again when a source is changed, added, or removed', async () => {
  await buildIfNeeded()
  writeFileSync(join(root, 'src/main/index.ts'), 'two')
  await buildIfNeeded()
  writeFileSync(join(root, 'src/main/tray.ts'), '')
  await buildIfNeeded()
  rmSync(join(root, 'src/main/tray.ts'))
  await buildIfNeeded()
  expect(builds).toBe(4)
})

test('builds again when its output is gone', async () => {
  await buildIfNeeded()
  rmSync(join(root, 'out/main'), { recursive: true })
  await buildIfNeeded()
  expect(builds).toBe(2)
})

test('stops with the build’s output when it fails, and tries again the next time', async () => {
  await expect(
    buildApp(
      root,
      () => {},
      async () => 'src/main/index.ts: oops',
    ),
  ).rejects.toThrow(/oops/)
  await buildIfNeeded()
  expect(builds).toBe(1)
})
