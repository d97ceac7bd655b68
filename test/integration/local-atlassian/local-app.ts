import { onTestFinished } from 'vitest'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import type { LocalAtlassianOptions } from '../../../local-atlassian/settings.ts'
import { startLocalAtlassian } from '../../../local-atlassian/start-local-atlassian.ts'
import { type Clicks, walkThroughSignIn } from '../../../local-atlassian/walk-through-sign-in.ts'

export const allScopes = 'read:jira-work read:jira-user read:me offline_access'

/** A server for one test, closed when the test ends. */
export async function startedServer(options: LocalAtlassianOptions = {}): Promise<LocalAtlassian> {
  const server = await startLocalAtlassian(options)
  onTestFinished(() => server.close())
  return server
}

/** The authorize URL of a well-behaved app; `changes` replace its parameters. */
export function authorizeUrl(server: LocalAtlassian, changes: Record<string, string> = {}): URL {
  const url = new URL(server.authorizeUrl)
  url.search = new URLSearchParams({
    audience: 'api.atlassian.com',
    client_id: server.clientId,
    scope: allScopes,
    redirect_uri: server.redirectUris[0]!,
    state: 'state-of-the-app',
    response_type: 'code',
    prompt: 'consent',
    ...changes,
  }).toString()
  return url
}

export interface TokenAnswer {
  status: number
  headers: Headers
  text: string
  access_token: string
  refresh_token: string
  expires_in: number
  [field: string]: unknown
}

/** Posts to the token endpoint with the app's credentials; `changes` replace or (undefined) remove fields. */
export async function askForTokens(
  server: LocalAtlassian,
  changes: Record<string, unknown>,
  as: 'json' | 'form' = 'json',
  signal?: AbortSignal,
): Promise<TokenAnswer> {
  const fields = { client_id: server.clientId, client_secret: server.clientSecret, ...changes }
  const sent = JSON.parse(JSON.stringify(fields)) as Record<string, string>
  const response = await fetch(server.tokenUrl, {
    method: 'POST',
    ...(signal ? { signal } : {}),
    ...(as === 'form'
      ? { body: new URLSearchParams(sent) }
      : { body: JSON.stringify(sent), headers: { 'content-type': 'application/json' } }),
  })
  const { status, headers } = response
  const text = await response.text()
  return { ...(text.startsWith('{') ? parsed(text) : {}), status, headers, text } as TokenAnswer
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    return {}
  }
}

/** Spends a refresh token. */
export function refresh(server: LocalAtlassian, refreshToken: string): Promise<TokenAnswer> {
  return askForTokens(server, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

/** Spends an authorization code. */
export function exchange(
  server: LocalAtlassian,
  code: string,
  changes: Record<string, unknown> = {},
  as: 'json' | 'form' = 'json',
): Promise<TokenAnswer> {
  const redirect_uri = server.redirectUris[0]
  return askForTokens(server, { grant_type: 'authorization_code', code, redirect_uri, ...changes }, as)
}

/** Clicks through login and consent and returns the code. */
export async function codeAfterSignIn(
  server: LocalAtlassian,
  changes: Record<string, string> = {},
  clicks: Clicks = {},
): Promise<string> {
  const { url } = await walkThroughSignIn(authorizeUrl(server, changes), clicks)
  return url.searchParams.get('code') ?? `no code in ${url.href}`
}

/** Signs in and returns the first token pair. */
export async function signIn(
  server: LocalAtlassian,
  changes: Record<string, string> = {},
  clicks: Clicks = {},
): Promise<TokenAnswer> {
  return exchange(server, await codeAfterSignIn(server, changes, clicks))
}

/** Calls the API with a Bearer token. */
export async function callApi(
  server: LocalAtlassian,
  path: string,
  token: string,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(server.apiUrl + path, { headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, body: await response.json() }
}
