import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../../scripts/harness/desktop-session.ts'
import { eventually } from '../../support/eventually.ts'
import { beginSignIn, sendJson, startForeignPages, type ForeignPages } from '../../support/foreign-pages.ts'
import { callBridge, removeAllAccounts, snapshotIn } from '../../support/sign-in-steps.ts'
import { uncleanText } from '../../support/unclean-text.ts'

let session: DesktopSession
let window: Page
let provider: ForeignPages
let name = ''

/** A provider that signs everyone in at once, with this name. */
beforeAll(async () => {
  provider = await startForeignPages()
  provider.answerWith((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', provider.origin)
    if (pathname === '/authorize') {
      const location = new URL(searchParams.get('redirect_uri') ?? '')
      location.searchParams.set('state', searchParams.get('state') ?? '')
      location.searchParams.set('code', 'a-code')
      return void response.writeHead(302, { location: location.href }).end()
    }
    const tokens = { access_token: 'an-access-token', refresh_token: 'a-refresh-token' }
    if (pathname === '/token')
      return sendJson(response, {
        ...tokens,
        expires_in: 3600,
        token_type: 'Bearer',
        scope: 'offline_access',
      })
    if (pathname === '/oauth/token/accessible-resources')
      return sendJson(response, [{ id: 'site', name, url: 'javascript:alert(1)' }])
    if (pathname === '/me') {
      const picture = `${provider.origin}/picture`
      return sendJson(response, { account_id: 'person', name, email: name.slice(0, 50), picture })
    }
    if (pathname !== '/picture') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg onload="alert(1)"/>')
  })
  session = await startDesktopSession()
  window = await (await session.launch()).window()
  await window.getByRole('button', { name: /^jira api/i }).waitFor()
})
afterAll(async () => {
  await session.close()
  await provider.close()
})

/** Signs in as a person with this name; resolves with the account's ID once the app knows the person. */
async function signInAs(person: string): Promise<string> {
  await removeAllAccounts(window)
  name = person
  const id = await beginSignIn(window, provider.origin)
  await eventually(async () => (await snapshotIn(window)).accounts[0]?.token.kind, 60_000).toBe('held')
  await callBridge(window, 'accounts:test', { id })
  return id
}

test('a name that contains HTML is shown as text in the window', async () => {
  await signInAs(`<img src=x onerror="document.title='theirs'"><script>document.title='theirs'</script>`)
  await eventually(() => window.locator('body').innerText(), 60_000).toContain('onerror=')
  expect(await window.title()).not.toBe('theirs')
  expect(await window.locator('img[src="x"], a[href^="javascript:"]').count()).toBe(0)
})

test('the window shows a name without its control characters and direction overrides', async () => {
  await signInAs('Ada\u202emoc.naissalta\u0007\u001b[31m')
  await eventually(() => window.locator('body').innerText(), 60_000).toContain('Ada')
  expect(await window.locator('body').innerText()).not.toMatch(uncleanText)
})

test('a name of 900,000 characters is cut', async () => {
  await signInAs('N'.repeat(900_000))
  expect(JSON.stringify(await snapshotIn(window)).length).toBeLessThan(100_000)
  await window.getByRole('article', { name: 'foreign' }).waitFor()
})
