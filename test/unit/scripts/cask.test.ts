import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { makeCask } from '../../../scripts/release/cask.ts'
import { needProgram } from '../../support/need-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const sum = (text: string) => createHash('sha256').update(text).digest('hex')

/** A release of 0.2.0 with these files beside the disk images. */
async function releaseWith(files: readonly string[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const arch of ['arm64', 'x64'])
    await writeFile(join(folder, `jira-token-tray-0.2.0-mac-${arch}.dmg`), `image for ${arch}`)
  for (const name of files) await writeFile(join(folder, name), '')
  return folder
}
const cliFor = (arch: string) => `jira-token-0.2.0-mac-${arch}.tar.gz`
const caskOf = (folder: string) => makeCask(rootFolder, '0.2.0', folder, 'ada/example')

test('the cask has the checksum of each disk image, and a URL that leads to it', async () => {
  const cask = await caskOf(await releaseWith([cliFor('arm64'), cliFor('x64')]))
  expect(cask).toContain(
    `sha256 arm:   "${sum('image for arm64')}",\n         intel: "${sum('image for x64')}"`,
  )
  const [, template = ''] = /^ {2}url "(.+)"$/m.exec(cask ?? '') ?? []
  expect(template.replaceAll('#{version}', '0.2.0').replace('#{arch}', 'arm64')).toBe(
    'https://github.com/ada/example/releases/download/v0.2.0/jira-token-tray-0.2.0-mac-arm64.dmg',
  )
  expect(cask).toContain('arch arm: "arm64", intel: "x64"')
  expect(cask).toContain('version "0.2.0"')
})

test('it installs the app, and puts the command line on the PATH', async () => {
  const cask = await caskOf(await releaseWith([cliFor('arm64'), cliFor('x64')]))
  expect(cask).toContain('  app "Jira Token Tray.app"\n')
  expect(cask).toContain('  binary "#{appdir}/Jira Token Tray.app/Contents/Resources/cli/jira-token"\n')
  expect(cask).not.toContain('on_intel')
})

test('it links the command line only where the app brings it', async () => {
  const one = await caskOf(await releaseWith([cliFor('arm64'), 'jira-token-0.2.0-linux-x64.tar.gz']))
  expect(one).toMatch(/^ {2}on_arm do\n {4}binary ".+"\n {2}end\n/m)
  expect(one).not.toContain('on_intel')
  expect(await caskOf(await releaseWith([]))).not.toContain('binary')
})

test('it removes what belongs to the user only when asked to, and exactly that', async () => {
  const cask = (await caskOf(await releaseWith([]))) ?? ''
  const [, zap = ''] = /^ {2}zap ([^]*?)^end$/m.exec(cask) ?? []
  expect([...zap.matchAll(/"(~[^"]+)"/g)].map(([, path]) => path)).toEqual([
    '~/Library/Application Support/Jira Token Tray',
    '~/Library/LaunchAgents/local.jira-token-tray.agent.plist',
    '~/Library/Logs/Jira Token Tray',
    '~/Library/Preferences/local.jira-token-tray.plist',
    '~/Library/Saved Application State/local.jira-token-tray.savedState',
  ])
  // the same names as in the sources that write them
  const service = await readFile(join(rootFolder, 'src/client/agent-service/launchd-service.ts'), 'utf8')
  expect(service).toContain(`toServiceName('local.jira-token-tray.agent'`)
  expect(service).toContain("'Library/Logs/Jira Token Tray'")
  expect(cask.slice(0, cask.indexOf('zap'))).not.toContain('~/')
})

test('a description can’t become a part of the program', async () => {
  const root = await temporaryFolder()
  const manifest = { productName: 'A "B"', description: 'runs #{`id`}', config: { appId: 'x' } }
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest))
  const cask = await makeCask(root, '0.2.0', await releaseWith([]), 'ada/example')
  expect(cask).toContain(String.raw`desc "runs \#{`)
  expect(cask).toContain(String.raw`name "A \"B\""`)
})

test('there is no cask without both disk images', async () => {
  const folder = await releaseWith([])
  await rm(join(folder, 'jira-token-tray-0.2.0-mac-x64.dmg'))
  expect(await caskOf(folder)).toBeNull()
})

test.for([{ archs: ['arm64', 'x64'] }, { archs: ['arm64'] }, { archs: [] }])(
  'Ruby can read it (with the command line for $archs)',
  async ({ archs }, context) => {
    needProgram(context, 'ruby')
    const folder = await releaseWith(archs.map(cliFor))
    const file = join(folder, 'jira-token-tray.rb')
    await writeFile(file, (await caskOf(folder)) ?? '')
    expect(execFileSync('ruby', ['-c', file], { encoding: 'utf8' })).toBe('Syntax OK\n')
  },
)
