import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tokenFilePath, tokenFolder } from '../../../src/files/token-file-path.ts'

const runtime = { XDG_RUNTIME_DIR: '/run/user/1000' }
const nameFor = (account: string) =>
  tokenFilePath(runtime, '/data', account).slice(tokenFolder(runtime, '/data').length)

it('a token file is kept in memory if the desktop supports that, otherwise with our data', () => {
  expect(tokenFilePath(runtime, '/data', 'Work')).toBe(join('/run/user/1000/jira-token-tray/Work.token'))
  for (const environment of [{}, { XDG_RUNTIME_DIR: '' }, { XDG_RUNTIME_DIR: 'run' }]) {
    expect(tokenFilePath(environment, '/data', 'Work')).toBe(join('/data/tokens/Work.token'))
  }
})

it.each([
  ['Client project', '/Client-project.token'],
  ['../../etc/passwd', '/etc-passwd.token'],
  ['.hidden', '/hidden.token'],
  ['a:b\\c*?"<>|', '/a-b-c.token'],
  ['Häuser/2', '/Häuser-2.token'],
  ['日本', '/日本.token'],
  ['…', '/account.token'],
  // devices on Windows
  ['CON', '/account-CON.token'],
  ['nul.x', '/account-nul.x.token'],
  ['Com1', '/account-Com1.token'],
  ['Console', '/Console.token'],
])('the account %j gets a safe file name', (account, name) => {
  expect(nameFor(account)).toBe(join(name))
})
