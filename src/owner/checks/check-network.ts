import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountForm } from '../../shared/account.ts'
import { toErrorCode } from '../../shared/error-codes.ts'
import { cleanText } from '../../shared/clean-text.ts'
import { errorRow } from '../../shared/error-table.ts'
import type { Finding } from '../../shared/local-api.ts'
import { durationText } from '../../shared/time-text.ts'
import type { Clock } from '../../core/clock.ts'
import type { FetchLike } from '../../adapters/http/limited-fetch.ts'
import type { PresentedCertificate } from '../../network/certificate-chain.ts'
import type { ProxyUse } from '../../network/environment-proxy.ts'
import { failed, ok, warning } from '../../shared/finding.ts'

export interface CheckNetworkDeps {
  readonly clock: Clock
  readonly fetch: FetchLike
  proxyFor(url: string): Promise<ProxyUse>
  /** The certificates that the server presents, trusted or not. */
  certificatesOf(url: string): Promise<readonly PresentedCertificate[]>
}

/** Longer than any working provider takes. */
const timeoutMs = 10_000

/** The header has whole seconds (RFC 9110 section 5.6.7), and the answer takes time to arrive. */
const defaultSkewMs = 10_000

/** Smaller differences cause no problems. */
const harmlessSkewMs = 60_000

const subject = { name: 'network', account: null }
const clockSubject = { name: 'clock', account: null }

interface Visit {
  readonly finding: Finding
  /** The provider's clock minus this one, in milliseconds; null when unknown. */
  readonly skewMs: number | null
}

/** The clock difference by the Date header of an answer; null if the answer may come from a cache. */
function getSkewMs(headers: Headers, sentMs: number, receivedMs: number): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(date) || headers.has('age')) return null
  return date + 500 - (sentMs + receivedMs) / 2
}

/** The certificates of a server whose certificate was rejected, for people. */
async function chainText({ certificatesOf }: CheckNetworkDeps, url: string): Promise<string> {
  const chain = await certificatesOf(url).catch(() => [])
  if (chain.length === 0) return ''
  const lines = chain.map(({ subject, issuer, validTo }) => {
    const by = issuer === subject ? 'itself' : cleanText(issuer)
    return `${cleanText(subject)}, issued by ${by}, valid until ${cleanText(validTo)}`
  })
  return `. Its certificates: ${lines.join('; ')}`
}

async function visit(deps: CheckNetworkDeps, url: string): Promise<Visit> {
  const { clock, fetch, proxyFor } = deps
  const { origin } = new URL(url)
  const { used, ignored } = await proxyFor(url).catch(() => ({ used: null, ignored: null }))
  const connection = used === null ? 'directly' : `through ${used}`
  const ignoredText = `The proxy ${ignored ?? ''} from the environment can’t be used`
  const proxyText =
    'Set HTTPS_PROXY to the URL of an HTTP proxy, http://HOST:PORT, and restart the agent: jira-token agent stop.'
  const sent = clock.now()
  try {
    // any answer will do
    const { headers, status } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) })
    const received = clock.now()
    const tookMs = Math.round(received.monotonicMs - sent.monotonicMs)
    const reached = `${origin} answers in ${tookMs} ms, ${connection}`
    const skewMs = getSkewMs(headers, sent.wallMs, received.wallMs)
    if (status >= 500)
      return { finding: warning(subject, `${reached}, but with HTTP ${status}`, 'Try again later.'), skewMs }
    if (ignored !== null)
      return { finding: warning(subject, `${reached}. ${ignoredText}.`, proxyText), skewMs }
    return { finding: ok(subject, reached), skewMs }
  } catch (error) {
    const code = toErrorCode(error)
    const reason = code === 'interrupted' ? 'no answer in time' : errorRow(code).short
    const text = `${origin} can’t be reached, ${connection} (${reason})`
    if (ignored !== null)
      return { finding: failed(subject, `${text}. ${ignoredText}.`, proxyText), skewMs: null }
    const isCertificate = code.startsWith('certificate')
    const isKnown = isCertificate || code.startsWith('proxy')
    const remedy = isKnown
      ? errorRow(code).todo
      : 'Check your network, VPN and proxy, and the URLs of the account. On a network with a proxy, set HTTPS_PROXY for the background agent.'
    const shown = isCertificate ? `${text}${await chainText(deps, url)}` : text
    return { finding: failed(subject, shown, remedy), skewMs: null }
  }
}

function clockFinding(skewMs: number | undefined): Finding {
  if (skewMs === undefined)
    return warning(clockSubject, 'not checked: no server sent the time', 'See the network check.')
  const offMs = Math.abs(skewMs)
  if (offMs <= defaultSkewMs) return ok(clockSubject, 'matches the server’s')
  const text = `${durationText(offMs)} ${skewMs > 0 ? 'behind' : 'ahead of'} the server’s`
  if (offMs <= harmlessSkewMs) return ok(clockSubject, text)
  return warning(clockSubject, text, 'Set the clock automatically from the network (NTP).')
}

/** Whether and how the accounts' URLs can be reached, and whether the clocks match. Never rejects. */
export async function checkNetwork(
  deps: CheckNetworkDeps,
  accounts: readonly AccountForm[],
): Promise<Finding[]> {
  const urls = accounts.flatMap(({ kind, tokenUrl, authorizeUrl, apiUrl }) => [
    tokenUrl,
    ...(kindTraits[kind].signsIn ? [authorizeUrl] : []),
    apiUrl,
  ])
  const origins = urls.map((url) => new URL(url).origin)
  const first = urls.filter((_, index) => origins.indexOf(origins[index] ?? '') === index)
  if (first.length === 0) return []
  const visits = await Promise.all(first.map((url) => visit(deps, url)))
  const skewMs = visits.find((one) => one.skewMs !== null)?.skewMs ?? undefined
  return [clockFinding(skewMs), ...visits.map(({ finding }) => finding)]
}
