import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import type { DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { until } from '../../scripts/harness/until.ts'
import { accountForm } from '../../scripts/fixtures/account-record.ts'
import { callBridge } from './sign-in-steps.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A provider that is not to be trusted. */
export interface ForeignPages {
  readonly origin: string
  answerWith(answer: Answer): void
  close(): Promise<void>
}

export async function startForeignPages(): Promise<ForeignPages> {
  let answer: Answer = (_request, response) => void response.end()
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (next) => void (answer = next),
    close: async () => {
      server.closeAllConnections()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

export function sendPage(response: ServerResponse, html: string): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end(html)
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Creates an account at this provider, and starts a sign-in in a window; resolves with the account's ID. */
export async function beginSignIn(smallWindow: Page, origin: string): Promise<string> {
  const form = accountForm({
    name: 'foreign',
    authorizeUrl: `${origin}/authorize`,
    tokenUrl: `${origin}/token`,
    apiUrl: origin,
  })
  const saved = await callBridge(smallWindow, 'accounts:save', {
    id: null,
    form,
    clientSecret: { kind: 'typed', value: 'a-client-secret' },
    importSignIn: false,
  })
  if (!saved.ok) throw new Error(saved.error.message)
  const started = await callBridge(smallWindow, 'signIn:start', { id: saved.value.id, surface: 'window' })
  if (!started.ok) throw new Error(started.error.message)
  return saved.value.id
}

/** Waits for a page whose URL contains `part`. */
export async function foreignPage({ app }: DesktopSession, part: string): Promise<Page> {
  const find = () => app.electron.windows().find((page) => !page.isClosed() && page.url().includes(part))
  return (await until(`the page ${part} is there`, find, (page) => page !== undefined))!
}

/** All windows that are not the app's own. */
export function foreignWindows({ app }: DesktopSession) {
  return app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .filter(({ webContents }) => !webContents.getURL().startsWith('app:'))
      .map((window) => ({
        url: window.webContents.getURL(),
        title: window.getTitle(),
        isKiosk: window.isKiosk(),
        isFullScreen: window.isFullScreen(),
        isAlwaysOnTop: window.isAlwaysOnTop(),
        isClosable: window.isClosable(),
        isVisible: window.isVisible(),
        isModal: window.isModal(),
        hasFrame: window.getBounds().height > window.getContentBounds().height,
        bounds: window.getBounds(),
      })),
  )
}

/** Runs a script in the page's own context, which Playwright's types can't describe. */
export function runInPage(page: Page, script: string): Promise<unknown> {
  return page.evaluate(`(async () => { ${script} })()`)
}
