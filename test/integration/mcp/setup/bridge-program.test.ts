import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBridgeProgram, lastingProgram } from '../../../../src/mcp/setup/bridge-program.ts'
import { findClaude } from '../../../../src/mcp/setup/claude-command.ts'
import { getClient, type Surroundings } from '../../../../src/mcp/setup/clients.ts'
import { isWine } from '../../../support/is-wine.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'jtt-programs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(path: string): Promise<string> {
  const full = join(folder, path)
  await mkdir(dirname(full), { recursive: true })
  await writeFile(full, '#!/bin/sh\n')
  await chmod(full, 0o755)
  return full
}

const at = (path: string, platform: NodeJS.Platform = 'linux'): Surroundings => ({
  platform,
  home: folder,
  environment: { PATH: path, LOCALAPPDATA: join(folder, 'Local') },
})

const nothing = { checkout: null, commandFolder: null }
const inCheckout = (path: string) => ({ ...nothing, checkout: join(folder, path) })

describe('the programs for an entry', () => {
  it('are the checkout’s script and the Node on the PATH', async () => {
    const script = await put('checkout/out/cli/jira-token.cjs')
    const node = await put('bin/node')
    expect(findBridgeProgram(at(join(folder, 'bin')), inCheckout('checkout'))).toEqual([node, script])
  })

  it.skipIf(isWine)('are the script behind `jira-token` on the PATH, and the Node next to it', async () => {
    const script = await put('lib/node_modules/jira-token-tray/out/cli/jira-token.cjs')
    const node = await put('bin/node')
    await put('other/node')
    await symlink(
      '../lib/node_modules/jira-token-tray/out/cli/jira-token.cjs',
      join(folder, 'bin/jira-token'),
    )
    const path = [join(folder, 'other'), join(folder, 'bin')].join(delimiter)
    expect(findBridgeProgram(at(path), nothing)).toEqual([node, script])
    expect(findBridgeProgram(at(path), inCheckout('no-checkout'))).toEqual([node, script])
  })

  it('are found where npm installs them on Windows', async () => {
    const script = await put('npm/node_modules/jira-token-tray/out/cli/jira-token.cjs')
    await put('npm/jira-token.cmd')
    const node = await put('nodejs/node.exe')
    const path = [join(folder, 'npm'), join(folder, 'nodejs')].join(delimiter)
    expect(findBridgeProgram(at(path, 'win32'), nothing)).toEqual([node, script])
  })

  it('are missing without `jira-token`, or if another program has that name', async () => {
    await put('bin/node')
    expect(findBridgeProgram(at(join(folder, 'bin'), 'win32'), nothing)).toBeNull()
    await put('bin/jira-token.cmd')
    expect(findBridgeProgram(at(join(folder, 'bin'), 'win32'), nothing)).toBeNull()
  })

  it.skipIf(isWine)('are the packaged `jira-token` alone, by its link on the PATH', async () => {
    const program = await put('opt/cli/jira-token')
    await put('opt/cli/lib/jira-token.cjs')
    await put('bin/node')
    const link = join(folder, 'bin/jira-token')
    await symlink(program, link)
    expect(findBridgeProgram(at(join(folder, 'bin')), nothing)).toEqual([link])
    expect(lastingProgram([program], at(join(folder, 'bin')))).toEqual([link])
    expect(lastingProgram([program], at(join(folder, 'other')))).toEqual([program])
  })

  it.skipIf(isWine)('are what the app brought along, rather than what is on the PATH', async () => {
    const program = await put('opt/cli/jira-token')
    await put('opt/cli/lib/jira-token.cjs')
    const app = { checkout: null, commandFolder: join(folder, 'opt/cli') }
    expect(findBridgeProgram(at(''), app)).toEqual([program])
    await put('bin/jira-token')
    expect(findBridgeProgram(at(join(folder, 'bin')), app)).toEqual([program])
    await symlink(program, join(folder, 'opt/jira-token'))
    expect(findBridgeProgram(at(join(folder, 'opt')), app)).toEqual([join(folder, 'opt/jira-token')])
  })

  it('are the packaged one on Windows', async () => {
    const program = await put('app/jira-token.exe')
    await put('app/lib/jira-token.cjs')
    expect(findBridgeProgram(at(join(folder, 'app'), 'win32'), nothing)).toEqual([program])
  })

  it.skipIf(process.platform === 'win32')(
    'use the stable link to Homebrew’s Node, which survives updates',
    async () => {
      const script = await put('jira-token.cjs')
      const node = await put('brew/Cellar/node@20/20.19.1/bin/node')
      expect(lastingProgram([node, script], at(''))).toEqual([node, script])
      await mkdir(join(folder, 'brew/opt'))
      await symlink('../Cellar/node@20/20.19.1', join(folder, 'brew/opt/node@20'))
      expect(lastingProgram([node, script], at(''))).toEqual([
        join(folder, 'brew/opt/node@20/bin/node'),
        script,
      ])
    },
  )
})

describe('`claude`', () => {
  it('is found on the PATH, only in absolute folders, if it is executable', async () => {
    const claude = await put('bin/claude')
    expect(findClaude(at(['relative', '.', join(folder, 'bin')].join(delimiter)))).toBe(claude)
    expect(findClaude({ ...at(''), environment: {} })).toBeNull()
    // on Windows, every file counts as executable
    if (process.platform === 'win32') return
    await chmod(claude, 0o644)
    expect(findClaude(at(join(folder, 'bin')))).toBeNull()
  })

  it('is not used on Windows when it needs a shell', async () => {
    await put('bin/claude.cmd')
    expect(findClaude(at(join(folder, 'bin'), 'win32'))).toBeNull()
    const program = await put('bin/claude.exe')
    expect(findClaude(at(join(folder, 'bin'), 'win32'))).toBe(program)
  })
})

it('finds the separate settings file of the Claude Desktop Windows package', async () => {
  const surroundings = at('', 'win32')
  const usual = join(folder, 'AppData/Roaming/Claude/claude_desktop_config.json')
  expect(getClient('claude-desktop').configFile(surroundings)).toBe(usual)
  const packaged = join(folder, 'Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude')
  await mkdir(packaged, { recursive: true })
  expect(getClient('claude-desktop').configFile(surroundings)).toBe(
    join(packaged, 'claude_desktop_config.json'),
  )
})
