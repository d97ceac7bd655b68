import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { startLocalAtlassian } from '../../../local-atlassian/start-local-atlassian.ts'
import { startPrivateDesktop, type PrivateDesktop } from '../../../scripts/desktop/private-desktop.ts'
import { packageAppIfStale, type PackagedApp } from '../../../scripts/package-app.ts'
import { getKeychainService, readKeychain } from '../../../scripts/harness/keychain.ts'
import { enterAccount, logInAndAccept, timeLeft } from '../../support/sign-in-steps.ts'
import { startTrayPanel, type TrayPanel } from '../../../scripts/harness/tray-panel.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { makeDrivableCopy } from './drivable-copy.ts'
import { startPackaged, type RunningPackage } from './start-packaged.ts'

/** Our code measures 1.7 MB; anything above this means that something got in that should not. */
const maxAsarBytes = 5_000_000

let packaged: PackagedApp
let desktop: PrivateDesktop
let panel: TrayPanel
let app: RunningPackage | undefined

const dataFolder = () => join(desktop.home, 'tray data')

interface StartOptions {
  readonly executable?: string
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

function start({ executable = packaged.executable, args = [], env = {} }: StartOptions = {}): RunningPackage {
  const environment = { ...desktop.env, JIRA_TOKEN_HOME: dataFolder(), ...env }
  app = startPackaged(executable, { env: environment, args })
  return app
}

/** Ends it. The icon must be gone too, or the next test would take it for its own. */
async function endOf(running: RunningPackage): Promise<void> {
  expect(await running.terminate()).toEqual([0, null])
  await eventually(() => panel.hasIcon()).toBe(false)
}

beforeAll(async () => {
  packaged = await packageAppIfStale(console.error)
  desktop = await startPrivateDesktop()
  panel = await startTrayPanel(desktop.busAddress!)
})

afterAll(async () => {
  await app?.kill()
  panel?.close()
  await desktop?.close()
})

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))

describe('the package', () => {
  const binary = `node_modules/keytar/prebuilds/${process.platform}-${process.arch}/keytar.node`

  test('contains the built app and keytar, and nothing else: no sources, no local stand-in for Atlassian', async () => {
    const archive = join(packaged.resources, 'app.asar')
    const entries = listPackage(archive, { isPack: false }).map((path) => path.slice(1))
    const files = entries.filter((entry) => !entries.some((other) => other.startsWith(`${entry}/`)))
    const bundles = /^out\/(main\/(chunks\/)?[\w-]+\.js|renderer\/assets\/[\w-]+\.(js|css))$/
    expect(files.filter((file) => !bundles.test(file)).toSorted()).toEqual([
      'node_modules/keytar/LICENSE.md',
      'node_modules/keytar/lib/keytar.js',
      'node_modules/keytar/package.json',
      binary,
      'out/preload/index.cjs',
      'out/renderer/index.html',
      'package.json',
    ])
    expect(files).toContain('out/main/index.js')
    const code = files
      .filter((file) => file.startsWith('out/main/'))
      .map((file) => extractFile(archive, file).toString('utf8'))
    expect(code.filter((text) => /local-atlassian|RUN_AS_NODE:/.test(text))).toEqual([])
    expect((await stat(archive)).size).toBeLessThan(maxAsarBytes)
  })

  test('has only keytar’s binary and the notices next to app.asar: no development shim, and not Electron’s default app', async () => {
    expect((await filesIn(packaged.resources)).toSorted()).toEqual([
      'THIRD-PARTY-NOTICES.txt',
      'app.asar',
      join('app.asar.unpacked', binary),
    ])
  })

  test('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(packaged.executable)
    // the wire holds the characters 0 and 1
    const states = Object.fromEntries(
      Object.entries(wire).map(([fuse, state]) => [
        FuseV1Options[Number(fuse)] ?? fuse,
        String.fromCharCode(Number(state)) === '1',
      ]),
    )
    expect(wire.version).toBe(FuseVersion.V1)
    expect(states).toMatchObject({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableCookieEncryption: true,
      OnlyLoadAppFromAsar: true,
      EnableEmbeddedAsarIntegrityValidation: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    })
  })
})

describe('the packaged app', () => {
  let atlassian: LocalAtlassian

  beforeAll(async () => {
    atlassian = await startLocalAtlassian({ accessTokenLifetimeSec: 3600 })
  })
  afterAll(() => atlassian.close())

  const accessToken = async () => {
    const [item] = await readKeychain(desktop.env, getKeychainService(dataFolder()))
    return item?.tokenSet?.accessToken ?? ''
  }

  test('signs in, keeps the token in the keychain, renews from the tray, and ends on SIGTERM', async () => {
    const running = start({ executable: await makeDrivableCopy(packaged) })
    const window = await running.page('app://')
    await window.getByRole('button', { name: /^jira api/i }).waitFor()
    expect(await window.getByRole('button', { name: /demo/i }).count()).toBe(0)

    await enterAccount(window, atlassian)
    await logInAndAccept(await running.page(atlassian.url))
    await eventually(() => timeLeft(window)).toMatch(/^[\d:]+$/)
    await eventually(() => panel.tooltip()).toMatch(/^work: (5\d|60) min left/)
    const first = await accessToken()
    expect(await atlassian.introspect(first)).toMatchObject({ active: true, newest: true })
    expect(atlassian.counts()).toMatchObject({
      codeGrants: { asked: 1, honoured: 1 },
      refreshGrants: { asked: 0 },
    })

    await panel.click('Renew now')
    await eventually(accessToken).not.toBe(first)
    expect(await atlassian.introspect(await accessToken())).toMatchObject({ active: true, newest: true })
    expect(atlassian.counts()).toMatchObject({ refreshGrants: { asked: 1, honoured: 1, refused: 0 } })

    await endOf(running)
  })

  test('is still signed in after a restart, and can save a token after the keyring restarts', async () => {
    const running = start({ args: ['--hidden'] })
    await eventually(() => panel.hasIcon()).toBe(true)
    await eventually(() => panel.tooltip()).toMatch(/^work: (5\d|60) min left/)
    expect(atlassian.counts()).toMatchObject({ codeGrants: { asked: 1 }, refreshGrants: { asked: 1 } })

    // its keychain process has to start, even with these fuses and from inside the archive
    const before = await accessToken()
    await desktop.restartKeyring()
    await panel.click('Renew now')
    await eventually(accessToken).not.toBe(before)
    await endOf(running)
  })

  test('can’t be turned into Node, run code from NODE_OPTIONS, or be inspected', async () => {
    const folder = join(desktop.home, 'intruder')
    await mkdir(folder)
    const writes = async (name: string) => {
      const file = join(folder, `${name}.cjs`)
      await writeFile(file, `require('node:fs').writeFileSync(${JSON.stringify(`${file}.ran`)}, '')`)
      return file
    }
    const [asNode, required] = await Promise.all([writes('as-node'), writes('required')])

    const running = start({
      args: [asNode, '--inspect=0'],
      env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${required}` },
    })
    await eventually(() => panel.hasIcon()).toBe(true)
    // with these fuses, the default action of this signal is to end the program
    running.signal('SIGUSR1')
    // it has come up as the app, account and all
    await eventually(() => panel.tooltip()).toMatch(/^work: (5\d|60) min left/)
    expect(running.output()).not.toContain('Debugger listening')
    expect([asNode, required].filter((file) => existsSync(`${file}.ran`))).toEqual([])
    await endOf(running)
  })

  test('no switch or variable of Chromium shows its secrets, and none lets others control it', async () => {
    const folder = join(desktop.home, 'switches')
    await mkdir(folder)
    const proxied: string[] = []
    const proxy = createServer((request, response) => {
      proxied.push(request.url ?? '')
      response.writeHead(502).end()
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    onTestFinished(() => void proxy.close())
    const { port } = proxy.address() as AddressInfo
    const debuggingPort = await freePort()
    const switches = [
      `--log-net-log=${join(folder, 'net-log')}`,
      '--net-log-capture-mode=Everything',
      `--ssl-key-log-file=${join(folder, 'keys')}`,
      `--proxy-server=127.0.0.1:${port}`,
      '--proxy-bypass-list=<-loopback>',
      `-remote-debugging-port=${debuggingPort}`,
      '--remote-allow-origins=*',
      '--host-resolver-rules=MAP * 127.0.0.1:1',
      '--enable-logging',
      `--log-file=${join(folder, 'log')}`,
      '--v=9',
    ]
    const running = start({
      args: ['--hidden', ...switches],
      env: { SSLKEYLOGFILE: join(folder, 'keys-of-variable') },
    })
    await eventually(() => panel.hasIcon()).toBe(true)
    await eventually(() => panel.tooltip()).toMatch(/^work: (5\d|60) min left/)
    const before = await accessToken()
    await panel.click('Renew now')
    await eventually(accessToken).not.toBe(before)
    const [item] = await readKeychain(desktop.env, getKeychainService(dataFolder()))
    expect(running.output()).not.toContain('DevTools listening')
    await expect(fetch(`http://127.0.0.1:${debuggingPort}/json/version`)).rejects.toThrow()
    await endOf(running)
    expect(proxied).toEqual([])
    const written = await Promise.all(
      (await filesIn(folder)).map((name) => readFile(join(folder, name), 'latin1')),
    )
    expect(await filesIn(folder)).not.toContain('net-log')
    for (const secret of [
      before,
      item?.tokenSet?.accessToken,
      item?.tokenSet?.refreshToken,
      item?.clientSecret,
    ])
      expect([running.output(), ...written].join('\n')).not.toContain(secret)
  })
})
