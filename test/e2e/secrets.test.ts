import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFile, copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { openEvidenceRoom, type EvidenceRoom } from '../support/evidence.ts'
import { freePort } from '../../local-atlassian/free-port.ts'
import { findLeaks } from '../support/leak-search.ts'
import { callBridge, card, choose, logInAndAccept, signIn, snapshotIn } from '../support/sign-in-steps.ts'
import { tapTokenEndpoint, type TokenEndpointTap } from '../support/token-endpoint-tap.ts'
import { openedPages, replaceXdgOpen } from '../support/xdg-open.ts'
import { until } from '../../scripts/harness/until.ts'
import { eventually } from '../support/eventually.ts'

const hiddenWithDebug = ['--print-events', '--hidden', '--', '--debug']

let session: DesktopSession
let tap: TokenEndpointTap
let room: EvidenceRoom
let window: Page

beforeEach(async () => {
  const redirectUri = `http://localhost:${await freePort()}/callback`
  session = await startDesktopSession({
    atlassian: {
      // with characters that URL encoding changes
      clientSecret: `ATOA${randomBytes(30).toString('base64url')}+/=&%${randomBytes(9).toString('base64url')}`,
      redirectUris: [redirectUri],
    },
  })
  tap = await tapTokenEndpoint(session.atlassian.tokenUrl)
  await replaceXdgOpen(session)
  room = openEvidenceRoom(session)
  window = await room.launch(hiddenWithDebug)
  await signIn(session, { tokenUrl: tap.url, redirectUri })
})
afterEach(async () => {
  room.close()
  await session.close()
  await tap.close()
})

async function accountId(): Promise<string> {
  return (await snapshotIn(window)).accounts[0]?.id ?? ''
}

async function renew() {
  return callBridge(window, 'accounts:renew', { id: await accountId() })
}

async function useTheToken(): Promise<void> {
  const { honoured } = session.atlassian.counts().refreshGrants
  await card(window)
    .getByRole('button', { name: /^renew/i })
    .click()
  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBe(honoured + 1)
  await session.panel.click('Renew now')
  await eventually(() => session.atlassian.counts().refreshGrants.honoured).toBe(honoured + 2)
  // the provider counts it before the app has the new token
  await eventually(() => session.panel.entry('Renew now')).toMatchObject({ enabled: true })
  await card(window).getByRole('button', { name: /^copy/i }).click()
  await session.panel.click('Copy token')
  await eventually(() => session.app.clipboard()).toBe(await session.accessToken())
  await card(window).getByRole('button', { name: /^test/i }).click()
  await eventually(() => card(window).innerText()).toMatch(/the token works/i)
  await room.look('after use')
}

async function copyDiagnostics(): Promise<void> {
  await callBridge(window, 'app:copyDiagnostics', undefined)
  await eventually(() => session.app.clipboard()).toContain('"accounts"')
  room.add('diagnostics', await session.app.clipboard())
}

/** The server fails in every way, and echoes what it was sent. */
async function goThroughFailures(): Promise<void> {
  const { atlassian } = session
  const [held] = await session.keychain()
  const gossip = JSON.stringify([
    held?.clientSecret,
    held?.tokenSet?.refreshToken,
    held?.tokenSet?.accessToken,
  ])
  const echo = { error: 'server_error', error_description: gossip }
  for (const fault of [
    { kind: 'serverError' },
    { kind: 'html' },
    { kind: 'malformedJson' },
    { kind: 'rateLimited', retryAfterSec: 1 },
    { kind: 'dropAfterHonoured' },
    { kind: 'wrongType', fields: { access_token: 42 } },
    { kind: 'answer', status: 500, body: echo },
    { kind: 'answer', status: 400, body: echo },
    { kind: 'answer', status: 200, body: `${gossip}, not JSON` },
    { kind: 'answer', status: 302, body: '', headers: { location: `/gone?${encodeURIComponent(gossip)}` } },
  ] as const) {
    atlassian.setFault(fault)
    await renew()
    await room.look(`after ${fault.kind}`)
  }
  atlassian.setFault({ on: 'api', kind: 'answer', status: 401, body: gossip })
  await card(window).getByRole('button', { name: /^test/i }).click()
  await eventually(() => card(window).innerText()).toMatch(/test failed/i)
  await room.look('after a failed test')
  atlassian.clearFaults()
  // else the next step would meet a retry
  await eventually(renew).toMatchObject({ ok: true })
}

async function useAWrongClientSecret(): Promise<void> {
  const right = session.atlassian.clientSecret
  session.atlassian.changeClientSecret('not-the-secret-of-this-account')
  await renew()
  await eventually(() => card(window).innerText()).toMatch(/client secret rejected/i)
  await room.look('after a wrong client secret')
  session.atlassian.changeClientSecret(right)
  await renew()
  await eventually(() => session.panel.tooltip()).toMatch(/renews at/)
}

async function failToSignIn(): Promise<void> {
  const { atlassian } = session
  await choose(window, /^sign in again/i)
  const page = await session.app.signInPage()
  await page.getByRole('button', { name: /^log in as ada/i }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await eventually(() => session.app.signInPages().length).toBe(0)

  atlassian.setFault({
    grant: 'authorization_code',
    kind: 'answer',
    status: 400,
    body: { error: 'invalid_grant' },
  })
  await choose(window, /^sign in again/i)
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => card(window).innerText()).toMatch(/rejected the code from the sign-in page/i)
  await room.look('after a refused code')
  atlassian.clearFaults()
}

async function signInInBrowser(): Promise<void> {
  await callBridge(window, 'signIn:start', { id: await accountId(), surface: 'browser' })
  const [url] = await until(
    'the browser is opened',
    () => openedPages(session),
    (opened) => opened.length > 0,
  )
  const before = await session.accessToken()
  const end = await walkThroughSignIn(url ?? '')
  room.add('page after the callback', await (await fetch(end.url)).text())
  await eventually(() => session.accessToken()).not.toBe(before)
  await eventually(async () => (await snapshotIn(window)).accounts[0]?.activity.kind).toBe('idle')
}

async function beRevoked(): Promise<void> {
  session.atlassian.revokeAll({ keepAccessTokens: true })
  // a window with the focus would show the same as a notification
  await callBridge(window, 'window:hide', undefined)
  await renew()
  await eventually(() => session.notifications.shown().length).toBeGreaterThan(0)
  await room.look('after the revocation')
  session.notifications.click(session.notifications.shown().at(-1)?.id ?? 0)
  await logInAndAccept(await session.app.signInPage())
  await eventually(() => session.panel.tooltip()).toMatch(/renews at/)
}

async function restart(): Promise<void> {
  await room.quit()
  window = await room.launch(hiddenWithDebug)
  await renew()
  await room.look('after the restart')
}

test('no secret shows up in an IPC message, log, file, argument, notification, or page, whatever happens', async () => {
  await useTheToken()
  await copyDiagnostics()
  await goThroughFailures()
  await useAWrongClientSecret()
  await failToSignIn()
  await signInInBrowser()
  await beRevoked()
  await restart()

  const secrets = tap.secrets()
  const ofKind = (kind: string) => secrets.filter(({ name }) => name.startsWith(kind))
  expect(ofKind('access_token').length).toBeGreaterThanOrEqual(6)
  expect(ofKind('refresh_token').length).toBeGreaterThanOrEqual(6)
  expect(ofKind('code_verifier').length).toBeGreaterThanOrEqual(4)
  expect(ofKind('code ').length).toBeGreaterThanOrEqual(4)
  expect(ofKind('client_secret')).toEqual([
    expect.objectContaining({ value: session.atlassian.clientSecret }),
  ])

  // what we search really contains something
  const evidence = await room.all()
  const texts = (where: string) =>
    evidence
      .filter((one) => one.where.startsWith(where))
      .map(({ text }) => text)
      .join('\n')
  expect(texts('ipc asked accounts:save')).toContain(session.atlassian.clientId)
  expect(texts('ipc answered state:get')).toContain('Ada Lovelace')
  expect(texts('ipc pushed state:changed')).toContain('"renewing"')
  expect(texts(`file ${join(session.dataFolder, 'settings.json')}`)).toContain(session.atlassian.clientId)
  expect(texts(`file ${join(session.dataFolder, 'history.jsonl')}`)).toContain('signedIn')
  expect(texts(`file ${join(session.dataFolder, 'logs')}`)).toContain('renewed')
  expect(texts('output')).toContain('renewed work')
  expect(texts('notifications')).toContain('sign in again')
  expect(texts('page after use')).toContain('Ada Lovelace')
  expect(texts('tray after use')).toContain('Copy token')
  expect(texts('process')).toContain('--hidden')

  const [clientSecret] = ofKind('client_secret')
  expect(findLeaks(secrets, evidence)).toEqual([
    { where: 'ipc asked accounts:save', secret: clientSecret?.name, as: 'plain' },
  ])
})

test('a planted leak is found, wherever it is', async () => {
  const token = await session.accessToken()
  const wheres = async () =>
    findLeaks([{ name: 'token', value: token }], await room.all()).map(({ where, as }) => `${where} ${as}`)
  expect(await wheres()).toEqual([])

  const logs = join(session.dataFolder, 'logs')
  const [log = ''] = await readdir(logs)
  const copy = join(logs, 'copy.log')
  await copyFile(join(logs, log), copy)
  await appendFile(copy, `{"body":"${Buffer.from(`{"a":"${token}"}`).toString('base64')}"}\n`)
  expect(await wheres()).toEqual([`file ${copy} base64`])
  await appendFile(copy, `GET /?t=${token.slice(300, 400)}\n`)
  expect(await wheres()).toEqual([`file ${copy} plain`])
  await rm(copy)

  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', '--', token], { stdio: 'pipe' })
  await eventually(async () => (await wheres()).map((where) => where.split(' ')[0])).toEqual(['process'])
  child.kill()

  const shown = await session.app.electron.browserWindow(window)
  await shown.evaluate(({ webContents }, planted) => webContents.send('planted', planted), token)
  expect(await wheres()).toContain('ipc pushed planted plain')
  await window.evaluate(`document.body.append(${JSON.stringify(token)})`)
  await room.look('with a leak')
  expect(await wheres()).toContain('page with a leak plain')
  room.add('notifications', JSON.stringify({ body: encodeURIComponent(token) }))
  expect(await wheres()).toContain('notifications plain')
})
