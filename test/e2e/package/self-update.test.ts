import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPrivateDesktop, type PrivateDesktop } from '../../../scripts/desktop/private-desktop.ts'
import { startTrayPanel, type TrayPanel } from '../../../scripts/harness/tray-panel.ts'
import { until } from '../../../scripts/harness/until.ts'
import { packageAppIfStale, type PackagedApp } from '../../../scripts/package-app.ts'
import { eventually } from '../../support/eventually.ts'
import { makeDrivableCopy } from './drivable-copy.ts'
import { startPackaged } from './start-packaged.ts'

let packaged: PackagedApp
let desktop: PrivateDesktop
let panel: TrayPanel

beforeAll(async () => {
  packaged = await packageAppIfStale(console.error)
  desktop = await startPrivateDesktop()
  panel = await startTrayPanel(desktop.busAddress!)
})
afterAll(async () => {
  panel?.close()
  await desktop?.close()
})

/** A release of version 9.9.9, whose AppImage is this script. */
async function startFeed(appImage: string, checksumOf = appImage) {
  const sha512 = createHash('sha512').update(checksumOf).digest('base64')
  const requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    requests.push({ path, headers: request.headers })
    if (path === '/new.AppImage') return void response.end(appImage)
    if (path !== '/latest-linux.yml') return void response.writeHead(404).end()
    const file = `url: new.AppImage\n    sha512: ${sha512}\n    size: ${appImage.length}`
    response.end(`version: 9.9.9\nfiles:\n  - ${file}\npath: new.AppImage\nsha512: ${sha512}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => server.close(),
  }
}

/** Starts the packaged app as if it came from an AppImage, which only its environment says. */
async function startFromAppImage(name: string, feedUrl: string) {
  const executable = await makeDrivableCopy(packaged)
  const resources = join(dirname(executable), 'resources')
  // electron-builder writes this file once it is known where releases are
  await writeFile(
    join(resources, 'app-update.yml'),
    `provider: generic\nurl: ${feedUrl}\nupdaterCacheDirName: ${name}\n`,
  )
  const dataFolder = join(desktop.home, `${name} data`)
  const appImage = join(desktop.home, name, 'Jira Token Tray.AppImage')
  await mkdir(dirname(appImage), { recursive: true })
  await writeFile(appImage, 'the old one', { mode: 0o755 })
  const running = startPackaged(executable, {
    env: {
      ...desktop.env,
      JIRA_TOKEN_HOME: dataFolder,
      JIRA_TOKEN_UPDATES: feedUrl,
      APPIMAGE: appImage,
      APPDIR: dirname(executable),
    },
  })
  return { running, appImage, dataFolder }
}

test('an AppImage downloads a newer version, and replaces and restarts itself when the user says so', async () => {
  const started = join(desktop.home, 'the new one has started')
  const feed = await startFeed(`#!/bin/sh\necho "$APPIMAGE_SILENT_INSTALL" >'${started}'\n`)
  const { running, appImage, dataFolder } = await startFromAppImage('updated', feed.url)
  try {
    // the first check is half a minute after the start
    await panel.click('Restart to update to 9.9.9')
    await until('the new version has started', () => existsSync(started), Boolean)
    await eventually(() => panel.hasIcon()).toBe(false)
    expect(await readFile(appImage, 'utf8')).toMatch(/^#!\/bin\/sh/)
    expect((await stat(appImage)).mode & 0o111).toBe(0o111)
    // nothing identifies this computer
    expect(existsSync(join(dataFolder, '.updaterId'))).toBe(false)
    for (const { headers } of feed.requests) {
      expect(headers['x-user-staging-id'] ?? '').toBe('')
      expect(headers['user-agent']).toMatch(/^(jira-token-tray|electron-builder)$/)
    }
    const paths = feed.requests.map(({ path }) => path)
    expect(paths).toEqual(['/latest-linux.yml', '/latest-linux.yml', '/new.AppImage'])
    expect(running.output()).not.toContain('Error')
  } finally {
    await running.kill()
    feed.close()
  }
})

test('a file with another checksum is not installed, and the user is told of the version all the same', async () => {
  const feed = await startFeed('#!/bin/sh\n', 'what was released')
  const { running, appImage } = await startFromAppImage('tampered', feed.url)
  try {
    await until(
      'the file was asked for',
      () => feed.requests.map(({ path }) => path),
      (paths) => paths.includes('/new.AppImage'),
    )
    await eventually(() => panel.labels()).toContain('Version 9.9.9 is available…')
    await running.terminate()
    expect(await readFile(appImage, 'utf8')).toBe('the old one')
  } finally {
    await running.kill()
    feed.close()
  }
})
