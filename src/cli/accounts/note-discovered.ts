import { isClientUrl } from '../../shared/client-url.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { signInHosts } from '../../shared/issuer.ts'
import { quoted } from '../terminal/quoted.ts'
import { shownUrl } from '../../shared/safe-url.ts'
import { failure } from '../cli-error.ts'
import type { SettingValues } from './account-options.ts'
import { ask } from '../connection.ts'
import { agrees, hasTerminal } from '../terminal/confirm.ts'
import { note } from '../terminal/print.ts'

function noteHosts(found: DiscoveredServer): void {
  const urls = [found.issuer, found.authorizeUrl, found.tokenUrl, found.registrationUrl ?? '']
  const rows = signInHosts(found).map((row, index) => ({ ...row, url: urls[index] ?? '' }))
  // the issuer stands in the line above, unless it has to be compared
  const shown = found.needsTrust ? rows : rows.slice(1, 3)
  const width = Math.max(...shown.map(({ host }) => host.length))
  for (const { label, host, url } of shown)
    note(`  ${label.padEnd('token endpoint'.length)}  ${host.padEnd(width)}  ${shownUrl(url)}`)
}

/** What a `--client-id` that is a URL means for this server. */
function noteClientUrls(
  { takesClientUrls, registrationUrl }: DiscoveredServer,
  clientId: string | null,
): void {
  if (takesClientUrls && clientId === null)
    note('As --client-id, it also takes the URL of a client ID metadata document.')
  if (takesClientUrls || !isClientUrl(clientId ?? '')) return
  const instead =
    registrationUrl === null
      ? 'this --client-id works only if it is registered there.'
      : 'the app registers itself instead.'
  note(`It doesn’t say that it reads client ID metadata documents, so ${instead}`)
}

/** The issuer that the user accepts; null: none was asked about, or the owner has to refuse it. */
async function chooseIssuer(found: DiscoveredServer, named: string | null): Promise<string | null> {
  if (named !== null || !found.needsTrust) return named
  note(`Its URL leads to another issuer than ${shownUrl(found.issuer)}.`)
  if (!hasTerminal()) {
    note(`If you trust all of these hosts: --trust-issuer ${quoted(found.issuer)}`)
    return null
  }
  if (await agrees('Do you trust all of these hosts with this sign-in?')) return found.issuer
  note('Nothing was changed.')
  throw failure('not confirmed')
}

/**
 * Shows on stderr where an MCP server has users sign in, before anything is stored: the user decides whom to trust, so the
 * hosts stand apart, and an issuer that the URL does not lead to is asked about. Resolves with the accepted issuer, as the
 * local API takes it. Rejects with an `OwnerError` or `CliError`.
 */
export async function noteDiscovered(
  url: string,
  settings: SettingValues,
): Promise<{ trustIssuer?: string }> {
  const found = await ask('discover', { url })
  const registers =
    found.registrationUrl === null ? 'It requires a --client-id.' : 'Apps can register themselves there.'
  note(`${shownUrl(url)} uses ${shownUrl(found.issuer)} for sign-in. ${registers}`)
  noteHosts(found)
  if (!found.announcesPkce)
    note('It doesn’t say that it supports PKCE with S256, so only a --client-id of your own can be used.')
  noteClientUrls(found, settings.clientId)
  const trustIssuer = await chooseIssuer(found, settings.trustIssuer)
  return trustIssuer === null ? {} : { trustIssuer }
}
