import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readlinkSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runToEnd } from '../../../scripts/bootstrap/run-to-end.ts'
import type { CommandPlace } from '../../../src/adapters/desktop/command-place.ts'
import {
  installCommand,
  renewCommand,
  type BroughtCommand,
} from '../../../src/main/command-line-tool/install-command.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { makeReadOnly } from '../../support/read-only-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** A package of a version, whose command says which one it is. */
async function packageOf(
  version: string,
  base: string,
  path = `mounted-${version}`,
): Promise<BroughtCommand> {
  const folder = join(base, path)
  await mkdir(join(folder, 'lib'), { recursive: true })
  await writeFile(join(folder, 'jira-token'), `#!/bin/sh\necho ${version} "$@"\n`, { mode: 0o755 })
  await writeFile(join(folder, 'lib/jira-token.cjs'), '')
  return { folder, version }
}

const placeIn = (home: string): CommandPlace => ({
  link: join(home, '.local/bin/jira-token'),
  copies: join(home, '.local/share/jira-token-tray'),
})

async function refusal(installing: Promise<unknown>): Promise<string> {
  const error = await installing.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AppError)
  return (error as AppError).detail ?? ''
}

async function putReadOnly(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // root may write everywhere else
  if (process.getuid?.() === 0) makeReadOnly(folder)
  else await chmod(folder, 0o555)
}

const says = async ({ link }: CommandPlace) => (await runToEnd(link, ['token'])).output

describe.skipIf(process.platform === 'win32')('the command line of an AppImage', () => {
  it('is copied, because the AppImage is mounted only while it runs, and linked on the PATH', async () => {
    const home = await temporaryFolder()
    const place = placeIn(home)
    const program = await installCommand(await packageOf('1.0.0', home), place)
    expect(readlinkSync(place.link)).toBe(program)
    expect(program).toMatch(/\.local\/share\/jira-token-tray\/cli-1\.0\.0-\w+\/jira-token$/)
    expect(existsSync(join(dirname(program), 'lib/jira-token.cjs'))).toBe(true)
    expect(await says(place)).toBe('1.0.0 token')
    expect(await readdir(dirname(place.link))).toEqual(['jira-token'])
  })

  it('is replaced by the one of another version, and by no other', async () => {
    const home = await temporaryFolder()
    const place = placeIn(home)
    const [one, two] = [await packageOf('1.0.0', home), await packageOf('1.0.1', home)]
    expect(await renewCommand(two, place)).toBe(false)
    expect(existsSync(place.link)).toBe(false)
    const first = await installCommand(one, place)
    expect(await renewCommand(one, place)).toBe(false)
    expect(readlinkSync(place.link)).toBe(first)
    expect(await renewCommand(two, place)).toBe(true)
    expect(await says(place)).toBe('1.0.1 token')
    expect(await readdir(place.copies ?? '')).toHaveLength(1)
  })

  it('leaves alone what is not from the app', async () => {
    const home = await temporaryFolder()
    const place = placeIn(home)
    const brought = await packageOf('1.0.0', home)
    const others = [
      () => writeFile(place.link, 'mine'),
      () => mkdir(place.link),
      () => symlink(join(brought.folder, 'jira-token'), place.link),
      () => symlink('/gone/jira-token', place.link),
    ]
    for (const putOther of others) {
      await mkdir(dirname(place.link), { recursive: true })
      await putOther()
      expect(await refusal(installCommand(brought, place))).toMatch(/jira-token is not from this app/)
      expect(await renewCommand(brought, place)).toBe(false)
      expect(existsSync(place.copies ?? '')).toBe(false)
      await runToEnd('rm', ['-r', place.link])
    }
  })

  it.runIf(process.platform === 'linux')(
    'keeps an older copy while something runs from it, and restarts an installed agent',
    async () => {
      const home = await temporaryFolder()
      const place = placeIn(home)
      const old = dirname(await installCommand(await packageOf('1.0.0', home), place))
      const program = join(old, 'jira-token-full')
      await copyFile('/bin/bash', program)
      await chmod(program, 0o755)
      const script = join(old, 'agent')
      await writeFile(
        script,
        `trap 'echo restarting; exit' USR2; echo ready; while :; do read -t 60 <> <(:); done`,
      )
      const start = async (words: string[]) => {
        const child = spawn(program, words, { cwd: old, stdio: ['pipe', 'pipe', 'inherit'] })
        onTestFinished(() => void child.kill('SIGKILL'))
        let output = ''
        child.stdout.on('data', (part: Buffer) => (output += part.toString()))
        await once(child.stdout, 'data')
        return { ended: once(child, 'exit').then(() => output), child }
      }
      const agent = await start(['agent', '--service'])
      const bridge = await start(['-c', 'echo ready; read line; echo on', 'mcp'])
      await installCommand(await packageOf('1.0.1', home), place)
      expect(await agent.ended).toBe('ready\nrestarting\n')
      expect(existsSync(program)).toBe(true)
      bridge.child.stdin.end('\n')
      expect(await bridge.ended).toBe('ready\non\n')
      await installCommand(await packageOf('1.0.2', home), place)
      expect(await readdir(place.copies ?? '')).toEqual([expect.stringMatching(/^cli-1\.0\.2-/)])
    },
  )

  it('leaves nothing behind if it fails', async () => {
    const home = await temporaryFolder()
    const place = placeIn(home)
    await putReadOnly(dirname(place.link))
    expect(await refusal(installCommand(await packageOf('1.0.0', home), place))).toMatch(
      /could not be installed/,
    )
    expect(await readdir(place.copies ?? '')).toEqual([])
    const empty = { folder: join(home, 'nothing'), version: '1.0.0' }
    expect(await refusal(installCommand(empty, place))).toBe('This package comes without the command line.')
  })
})

describe.skipIf(process.platform === 'win32')('the command line of the app for macOS', () => {
  const inApp = 'Applications/Jira Token Tray.app/Contents/Resources/cli'

  it('is linked, and the link is replaced only if it leads into the app', async () => {
    const base = await temporaryFolder()
    const place = { link: join(base, 'bin/jira-token'), copies: null }
    const brought = await packageOf('1.0.0', base, inApp)
    for (let times = 0; times < 2; times += 1) {
      expect(await installCommand(brought, place)).toBe(join(brought.folder, 'jira-token'))
      expect(await says(place)).toBe('1.0.0 token')
    }
    expect(await renewCommand({ ...brought, version: '2.0.0' }, place)).toBe(false)
    await runToEnd('ln', ['-sfn', '/opt/other/jira-token', place.link])
    expect(await refusal(installCommand(brought, place))).toMatch(/is not from this app/)
  })

  it('says what to run if only an administrator may write there', async () => {
    const base = await temporaryFolder()
    const brought = await packageOf('1.0.0', base, inApp)
    const folder = join(base, 'bin')
    await putReadOnly(folder)
    const place = { link: join(folder, 'jira-token'), copies: null }
    const detail = await refusal(installCommand(brought, place))
    expect(detail).toMatch(
      /jira-token could not be installed: (you don’t have permission|the disk is read-only)\. /,
    )
    expect(detail).toContain(
      `Run this in a terminal: sudo mkdir -p ${folder} && sudo ln -sf '${join(brought.folder, 'jira-token')}' ${place.link}`,
    )
  })

  it('is not linked to a place where the app will not stay', async () => {
    const base = await temporaryFolder()
    const brought = await packageOf(
      '1.0.0',
      base,
      'AppTranslocation/1/d/Jira Token Tray.app/Contents/Resources/cli',
    )
    const place = { link: join(base, 'bin/jira-token'), copies: null }
    expect(await refusal(installCommand(brought, place))).toMatch(/^Drag the app to Applications first/)
    expect(existsSync(place.link)).toBe(false)
  })
})
