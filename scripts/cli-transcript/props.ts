import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootFolder } from '../bootstrap/root-folder.ts'
import type { Stage } from './stage.ts'

/** A refresh token from a separate sign-in, like another program's. */
export async function getRefreshToken({ provider, walk }: Stage): Promise<string> {
  const { clientId, clientSecret, authorizeUrl, tokenUrl, redirectUris } = provider
  const [redirectUri = ''] = redirectUris
  const page = new URL(authorizeUrl)
  const scope = 'read:jira-work read:jira-user read:me offline_access'
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    response_type: 'code',
    state: 's',
  }
  page.search = new URLSearchParams({ ...parameters, prompt: 'consent' }).toString()
  const code = new URL(await walk(page.href)).searchParams.get('code') ?? ''
  const grant = { grant_type: 'authorization_code', code, client_id: clientId, client_secret: clientSecret }
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, redirect_uri: redirectUri }),
  })
  return ((await response.json()) as { refresh_token: string }).refresh_token
}

/** Programs that the scenes use besides `jira-token`: a password store, a service manager, and a browser. */
export async function putProps({ home }: Stage, browserProgram: string): Promise<void> {
  const bin = join(home, 'bin')
  const script = (name: string, line: string) =>
    writeFile(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 })
  await script('pass', 'printf %s "$CLIENT_SECRET"')
  const fakeSystemctl = join(rootFolder, 'scripts/harness/fake-systemctl.mjs')
  await script('systemctl', `exec '${process.execPath}' '${fakeSystemctl}' "$@"`)
  const tsx = import.meta.resolve('tsx')
  await script('browser', `exec '${process.execPath}' --import '${tsx}' '${browserProgram}' "$1"`)
}
