import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { openPage } from '../../../src/adapters/desktop/xdg-open.ts'
import { openBrowser } from '../../../src/cli/sign-in/sign-in-with-page.ts'
import { browserCommands, isWsl } from '../../../src/files/browser-command.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { until } from '../../../scripts/harness/until.ts'

const url = 'https://auth.example/authorize?a=1&b=$&c=%25;d'

it.each([
  ['linux', ['xdg-open', url]],
  ['darwin', ['open', url]],
  ['win32', ['rundll32', 'url.dll,FileProtocolHandler', url]],
] as const)('opens a page on %s without a shell', (platform, command) => {
  expect(browserCommands(url, {}, platform, false)).toEqual([command])
  expect(browserCommands(url, { BROWSER: '' }, platform, false)).toEqual([command])
})

it('uses the first program in BROWSER, with the page at %s or at the end', () => {
  for (const isInWindows of [true, false]) {
    const commands = (BROWSER: string) => browserCommands(url, { BROWSER }, 'linux', isInWindows)
    expect(commands('firefox:chromium')).toEqual([['firefox', url]])
    expect(commands('firefox --new-tab %s -x')).toEqual([['firefox', '--new-tab', url, '-x']])
  }
})

test('WSL is known by its variables, or by its kernel', async () => {
  const kernel = await readFile('/proc/version', 'utf8').catch(() => '')
  expect(await isWsl({ WSL_DISTRO_NAME: 'Debian' }, 'linux')).toBe(true)
  expect(await isWsl({ WSL_INTEROP: '/run/WSL/8_interop' }, 'linux')).toBe(true)
  expect(await isWsl({}, 'linux')).toBe(/microsoft/i.test(kernel))
  expect(await isWsl({ WSL_DISTRO_NAME: 'Debian' }, 'win32')).toBe(false)
})

/** Programs that write their name and arguments into a file; resolves with what was opened. */
async function withPrograms(names: readonly string[]) {
  const folder = await temporaryFolder()
  for (const name of names) {
    const script = '#!/bin/sh\nfor word in "${0##*/}" "$@"; do echo "$word"; done >"${0%/*}/opened"\n'
    await writeFile(join(folder, name), script, { mode: 0o755 })
  }
  const read = () => readFile(join(folder, 'opened'), 'utf8').catch(() => '')
  return {
    folder,
    opened: async () =>
      (await until('something is opened', read, (text) => text.includes(url))).trim().split('\n'),
  }
}

const handler = ['url.dll,FileProtocolHandler', url]

describe.skipIf(process.platform !== 'linux').each([
  ['the app', openPage],
  ['jira-token', openBrowser],
])('in WSL, %s', (_who, open) => {
  afterEach(() => void vi.unstubAllEnvs())

  test.each([
    [
      ['wslview', 'rundll32.exe', 'xdg-open'],
      ['wslview', url],
    ],
    [
      ['rundll32.exe', 'xdg-open'],
      ['rundll32.exe', ...handler],
    ],
    [['xdg-open'], ['xdg-open', url]],
  ])('opens a page in the first of %j, with every & in its URL', async (names, expected) => {
    const { folder, opened } = await withPrograms(names)
    vi.stubEnv('PATH', folder)
    vi.stubEnv('WSL_DISTRO_NAME', 'Debian')
    vi.stubEnv('BROWSER', '')
    await open(url)
    expect(await opened()).toEqual(expected)
  })

  test('says if there is none, so that the URL can be shown', async () => {
    const { folder } = await withPrograms([])
    vi.stubEnv('PATH', folder)
    vi.stubEnv('WSL_DISTRO_NAME', 'Debian')
    vi.stubEnv('BROWSER', '')
    const isOpen = await open(url).catch((error: NodeJS.ErrnoException) => error.code)
    expect([false, 'ENOENT']).toContain(isOpen)
  })
})

test.skipIf(process.platform !== 'linux')(
  'a program that fails is not the last one tried by the app',
  async () => {
    const { folder, opened } = await withPrograms(['xdg-open'])
    await writeFile(join(folder, 'wslview'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    vi.stubEnv('PATH', folder)
    vi.stubEnv('WSL_DISTRO_NAME', 'Debian')
    await openPage(url)
    vi.unstubAllEnvs()
    expect(await opened()).toEqual(['xdg-open', url])
  },
)
