import { chmod, lstat, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import {
  blankRefreshToken,
  findOAuthEnv,
  readEnvFile,
  toImportOffer,
} from '../../../src/files/oauth-env-file.ts'
import { expectMode } from '../../support/expect-mode.ts'
import { isWine } from '../../support/is-wine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function envFile(content: string | Buffer): Promise<string> {
  const path = join(await temporaryFolder(), '.env')
  await writeFile(path, content)
  return path
}

const nothing = {
  clientId: null,
  clientSecret: null,
  redirectUri: null,
  refreshToken: null,
  accessToken: null,
  accessTokenExpiresAtMs: expect.any(Number) as number,
  expiryName: null,
}

describe('a .env file', () => {
  it.each([
    ['lines', 'JIRA_OAUTH_CLIENT_ID=id\nJIRA_OAUTH_CLIENT_SECRET=secret\n'],
    ['Windows line endings', 'JIRA_OAUTH_CLIENT_ID=id\r\nJIRA_OAUTH_CLIENT_SECRET=secret\r\n'],
    ['quotes', `JIRA_OAUTH_CLIENT_ID="id"\nJIRA_OAUTH_CLIENT_SECRET='secret'`],
    ['export', 'export JIRA_OAUTH_CLIENT_ID=id\n  export JIRA_OAUTH_CLIENT_SECRET=secret'],
    ['spaces', '  JIRA_OAUTH_CLIENT_ID = id \n JIRA_OAUTH_CLIENT_SECRET= secret '],
    [
      'comments',
      '# app\nJIRA_OAUTH_CLIENT_ID=id # the id\n#JIRA_OAUTH_CLIENT_ID=old\nJIRA_OAUTH_CLIENT_SECRET=secret',
    ],
    ['a byte order mark', '\uFEFFJIRA_OAUTH_CLIENT_ID=id\nJIRA_OAUTH_CLIENT_SECRET=secret'],
    ['other variables', 'PATH=/bin\nJIRA_OAUTH_CLIENT_ID=id\nJIRA_OAUTH_CLIENT_SECRET=secret\nOTHER='],
  ])('is read with %s', async (_what, content) => {
    expect(await readEnvFile(await envFile(content))).toEqual({
      ...nothing,
      clientId: 'id',
      clientSecret: 'secret',
    })
  })

  it.each([
    ['UTF-16 little-endian', Buffer.from('\uFEFFJIRA_OAUTH_CLIENT_ID=id\n', 'utf16le')],
    ['UTF-16 big-endian', Buffer.from('\uFEFFJIRA_OAUTH_CLIENT_ID=id\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('JIRA_OAUTH_CLIENT_ID=id\n', 'utf16le')],
  ])('is not read in %s, and that is the reason given', async (_what, bytes) => {
    await expect(readEnvFile(await envFile(bytes))).rejects.toMatchObject({
      code: 'envFileUnusable',
      detail: expect.stringMatching(/in UTF-16.*; save it as UTF-8$/) as string,
    })
  })

  it('takes ${…} from the file and the environment', async () => {
    const path = await envFile('PORT=8080\nJIRA_OAUTH_REDIRECT_URI=http://${HOST}:${PORT}/callback\n')
    expect(await readEnvFile(path, { HOST: 'localhost' })).toMatchObject({
      redirectUri: 'http://localhost:8080/callback',
    })
  })

  it.each([
    ['', 'JIRA_OAUTH_TOKEN_EXPIRES_AT'],
    ['2030-01-31T12:00:00.000Z', 'JIRA_OAUTH_TOKEN_EXPIRES_AT'],
    // another program’s form, which it could not read in ours
    ['1906545600', null],
  ])('has a place for the expiry if it is in our form: “%s”', async (value, expiryName) => {
    const path = await envFile(`JIRA_OAUTH_ACCESS_TOKEN=a\nJIRA_OAUTH_TOKEN_EXPIRES_AT=${value}\n`)
    expect((await readEnvFile(path)).expiryName).toBe(expiryName)
  })

  it('has an access token that is valid for an hour at most, counted from its last change, or as it says', async () => {
    const path = await envFile('JIRA_OAUTH_ACCESS_TOKEN=a\n')
    await utimes(path, new Date(1e12), new Date(1e12))
    expect((await readEnvFile(path)).accessTokenExpiresAtMs).toBe(1e12 + 3_600_000)
    const sooner = new Date(1e12 + 60_000)
    await writeFile(path, `JIRA_OAUTH_ACCESS_TOKEN=a\nJIRA_OAUTH_TOKEN_EXPIRES_AT=${sooner.toISOString()}\n`)
    await utimes(path, new Date(1e12), new Date(1e12))
    expect((await readEnvFile(path)).accessTokenExpiresAtMs).toBe(sooner.getTime())
  })

  it('is found in the current folder, unless the environment has the variables', async () => {
    const folder = await temporaryFolder()
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
    expect(await findOAuthEnv({ PATH: '/bin' })).toBeNull()
    await writeFile(join(folder, '.env'), 'JIRA_OAUTH_CLIENT_ID=of-the-file\n')
    expect(await findOAuthEnv({ PATH: '/bin' })).toMatchObject({
      path: join(folder, '.env'),
      env: { clientId: 'of-the-file' },
    })
    expect(await findOAuthEnv({ JIRA_OAUTH_CLIENT_ID: 'of-the-environment' })).toMatchObject({
      path: null,
      env: { clientId: 'of-the-environment' },
    })
  })

  it('offers what it contains without revealing the secrets', async () => {
    const env = await readEnvFile(
      await envFile(
        'JIRA_OAUTH_CLIENT_ID=id\nJIRA_OAUTH_CLIENT_SECRET=zebra\nJIRA_OAUTH_REFRESH_TOKEN=tiger\n',
      ),
    )
    const offer = toImportOffer(env, 'file', '.env')
    expect(offer).toEqual({
      source: 'file',
      fileName: '.env',
      clientId: 'id',
      redirectUri: null,
      hasClientSecret: true,
      hasRefreshToken: true,
      hasAccessTokenOnly: false,
    })
    expect(JSON.stringify(offer)).not.toMatch(/zebra|tiger/)
  })

  it('is useless if it has none of the settings, is too large, a folder, or missing', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'folder'))
    const files = [
      await envFile('PATH=/bin\n#JIRA_OAUTH_CLIENT_ID=id\nJIRA_OAUTH_CLIENT_SECRET=\n'),
      await envFile(`JIRA_OAUTH_CLIENT_ID=${'x'.repeat(1024 * 1024)}`),
      join(folder, 'folder'),
      join(folder, 'missing'),
    ]
    for (const path of files)
      await expect(readEnvFile(path)).rejects.toMatchObject({ code: 'envFileUnusable' })
  })
})

describe('clearing the refresh token', () => {
  const kept: readonly [what: string, before: string, after: string][] = [
    ['lines', 'A=1\nJIRA_OAUTH_REFRESH_TOKEN=tiger\nB=2\n', 'A=1\nJIRA_OAUTH_REFRESH_TOKEN=\nB=2\n'],
    [
      'Windows line endings',
      'A=1\r\nJIRA_OAUTH_REFRESH_TOKEN=tiger\r\nB=2',
      'A=1\r\nJIRA_OAUTH_REFRESH_TOKEN=\r\nB=2',
    ],
    ['no final line break', 'JIRA_OAUTH_REFRESH_TOKEN=tiger', 'JIRA_OAUTH_REFRESH_TOKEN='],
    [
      'export and spaces',
      ' export  JIRA_OAUTH_REFRESH_TOKEN = "tiger"\n',
      ' export  JIRA_OAUTH_REFRESH_TOKEN = ""\n',
    ],
    [
      'the same line twice',
      'JIRA_OAUTH_REFRESH_TOKEN=tiger\nJIRA_OAUTH_REFRESH_TOKEN=tiger\n',
      'JIRA_OAUTH_REFRESH_TOKEN=\nJIRA_OAUTH_REFRESH_TOKEN=\n',
    ],
    [
      'look-alikes',
      '# JIRA_OAUTH_REFRESH_TOKEN goes here\nMY_JIRA_OAUTH_REFRESH_TOKEN=mine\nJIRA_OAUTH_REFRESH_TOKEN=tiger\nJIRA_OAUTH_REFRESH_TOKEN_AGE=3\n',
      '# JIRA_OAUTH_REFRESH_TOKEN goes here\nMY_JIRA_OAUTH_REFRESH_TOKEN=mine\nJIRA_OAUTH_REFRESH_TOKEN=\nJIRA_OAUTH_REFRESH_TOKEN_AGE=3\n',
    ],
    [
      'a byte order mark',
      '\uFEFFJIRA_OAUTH_REFRESH_TOKEN=tiger\nA=ü\n',
      '\uFEFFJIRA_OAUTH_REFRESH_TOKEN=\nA=ü\n',
    ],
    ['none', 'A=1\n', 'A=1\n'],
  ]

  it.each(kept)('changes nothing else in a file with %s', async (_what, before, after) => {
    const path = await envFile(before)
    await blankRefreshToken(path)
    expect(await readFile(path, 'utf8')).toBe(after)
  })

  it('keeps every other byte, whatever the encoding', async () => {
    const latin1 = Buffer.from('NAME=M\xfcller \xff\x00\nJIRA_OAUTH_REFRESH_TOKEN=tiger\n# \xe9\n', 'latin1')
    const path = await envFile(latin1)
    await blankRefreshToken(path)
    expect(await readFile(path)).toEqual(
      Buffer.from('NAME=M\xfcller \xff\x00\nJIRA_OAUTH_REFRESH_TOKEN=\n# \xe9\n', 'latin1'),
    )
  })

  it.each([0o600, 0o640, 0o664, 0o777])('keeps the permissions (%o)', async (mode) => {
    const path = await envFile('JIRA_OAUTH_REFRESH_TOKEN=tiger\n')
    await chmod(path, mode)
    await blankRefreshToken(path)
    await expectMode(path, mode)
  })

  it.skipIf(isWine)('changes the target of a link, and keeps the link', async () => {
    const target = await envFile('JIRA_OAUTH_REFRESH_TOKEN=tiger\n')
    const link = join(await temporaryFolder(), 'linked.env')
    await symlink(target, link)
    await blankRefreshToken(link)
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await readFile(target, 'utf8')).toBe('JIRA_OAUTH_REFRESH_TOKEN=\n')
  })

  it('leaves no other file behind, and says so when it fails', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, '.env'), 'JIRA_OAUTH_REFRESH_TOKEN=tiger\n')
    await blankRefreshToken(join(folder, '.env'))
    await expect(blankRefreshToken(join(folder, 'missing'))).rejects.toMatchObject({
      code: 'envFileUnusable',
    })
    await expect(blankRefreshToken(folder)).rejects.toMatchObject({ code: 'envFileUnusable' })
    expect(await readdir(folder)).toEqual(['.env'])
  })
})
