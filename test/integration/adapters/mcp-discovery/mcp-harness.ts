import { onTestFinished } from 'vitest'
import type { LocalAtlassian } from '../../../../local-atlassian/local-atlassian.ts'
import type { LocalAtlassianOptions } from '../../../../local-atlassian/settings.ts'
import { walkThroughSignIn } from '../../../../local-atlassian/walk-through-sign-in.ts'
import { createServerDiscovery } from '../../../../src/adapters/mcp-discovery/server-discovery.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { createAccountSettingsResolver } from '../../../../src/core/accounts/resolve-account-settings.ts'
import type { AccountForm } from '../../../../src/shared/account.ts'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { startProtectedServer, type ProtectedServer } from '../../../support/mcp-resource/protected-server.ts'
import { never, oauthClient, fetchWithTimeout } from '../oauth-account.ts'
import { startedServer } from '../../local-atlassian/local-app.ts'

export interface McpHarness {
  readonly authorization: LocalAtlassian
  readonly server: ProtectedServer
}

/** An MCP server on this port, and the authorization server whose tokens it accepts. */
export async function startMcpHarness(options: LocalAtlassianOptions = {}, port = 9): Promise<McpHarness> {
  const authorization = await startedServer({ mode: 'mcp', ...options })
  const server = await startProtectedServer(port, authorization)
  onTestFinished(() => server.close())
  return { authorization, server }
}

export const discovery = createServerDiscovery(fetchWithTimeout)

/** What a user enters for a server: its URL. */
const entered = (url: string, change: Partial<AccountForm> = {}): AccountForm =>
  accountForm({
    kind: 'mcp-server',
    authorizeUrl: '',
    apiUrl: url,
    clientId: '',
    scopes: [],
    redirectUri: '',
    ...change,
  })

/** The account created from it. */
export async function settled(url: string, change: Partial<AccountForm> = {}): Promise<AccountForm> {
  return (
    await createAccountSettingsResolver(discovery, systemClock).resolve(null, {
      form: entered(url, change),
      clientSecret: null,
      trustIssuer: null,
    })
  ).form
}

/** Signs in through the pages; `tamper` changes the redirect. */
export async function signInAt(account: AccountForm, tamper: (url: URL) => void = () => undefined) {
  const request = await oauthClient.begin(account)
  const { url } = await walkThroughSignIn(request.url)
  tamper(url)
  return oauthClient.exchange(account, null, url.href, request, never)
}
