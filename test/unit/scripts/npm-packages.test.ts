import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { npmCommand } from '../../../scripts/bootstrap/npm.mjs'
import { installNpmPackages, isInstalled } from '../../../scripts/bootstrap/npm-packages.mjs'

const zod = { version: '4.6.7', integrity: 'sha512-zod' }
const wanted = {
  '': { version: '0.1.0' },
  'node_modules/zod': zod,
  'node_modules/only-on-windows': { version: '1.0.0', integrity: 'sha512-win', optional: true },
}

test('all are installed even if packages for other platforms are missing', () => {
  expect(isInstalled(wanted, { 'node_modules/zod': zod })).toBe(true)
})

test('a package with another version counts as not installed', () => {
  expect(isInstalled(wanted, { 'node_modules/zod': { ...zod, version: '3.0.0' } })).toBe(false)
})

test('a missing package counts as not installed', () => {
  expect(isInstalled(wanted, {})).toBe(false)
  expect(isInstalled(wanted, undefined)).toBe(false)
})

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jtt-packages-'))
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }))
})

afterEach(() => rmSync(root, { recursive: true }))

test('runs npm ci once in a fresh clone, including the development packages, and not again', async () => {
  const calls: string[] = []
  const said: string[] = []
  const npm = async (args: string[]) => {
    calls.push(args.join(' '))
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: wanted }))
    return ''
  }
  const say = (line: string) => said.push(line)
  await installNpmPackages(root, { say, npm })
  await installNpmPackages(root, { say, npm })
  expect(calls).toEqual(['ci --include=dev --no-audit --no-fund'])
  expect(said).toEqual(['Installing npm packages …'])
})

const outOfReach = () => Promise.reject(new Error('npm error ENOTFOUND'))

test('shows the output of npm if it fails, and what to do', async () => {
  await expect(installNpmPackages(root, { say: () => {}, npm: outOfReach })).rejects.toThrow(
    /^npm error ENOTFOUND\n\nnpm could not/,
  )
})

test('uses the npm that runs it', () => {
  expect(npmCommand({ npm_execpath: '/opt/npm/bin/npm-cli.js' })).toMatchObject({
    command: process.execPath,
    leading: ['/opt/npm/bin/npm-cli.js'],
  })
})

test('uses the npm on the PATH if another package manager runs it', () => {
  expect(npmCommand({ npm_execpath: '/opt/yarn/bin/yarn.js' })).toMatchObject({ command: 'npm', leading: [] })
})
