import { expect, it } from 'vitest'
import { browserCommand } from '../../../src/cli/sign-in/sign-in-with-page.ts'

const url = 'https://auth.example/authorize?a=1&b=$&'

it.each([
  ['linux', ['xdg-open', url]],
  ['darwin', ['open', url]],
  ['win32', ['rundll32', 'url.dll,FileProtocolHandler', url]],
] as const)('opens a page on %s without a shell', (platform, command) => {
  expect(browserCommand({}, platform, url)).toEqual(command)
  expect(browserCommand({ BROWSER: '' }, platform, url)).toEqual(command)
})

it('uses the first program in BROWSER, with the page at %s or at the end', () => {
  expect(browserCommand({ BROWSER: 'firefox:chromium' }, 'linux', url)).toEqual(['firefox', url])
  expect(browserCommand({ BROWSER: 'firefox --new-tab %s -x' }, 'linux', url)).toEqual([
    'firefox',
    '--new-tab',
    url,
    '-x',
  ])
})
