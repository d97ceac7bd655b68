/** Why a connection failed, where the user or an administrator has to do something about it. */
export type ConnectionProblem =
  | 'certificateUntrusted'
  | 'certificateOfOtherHost'
  | 'certificateExpired'
  | 'certificateInvalid'
  | 'proxyNeedsPassword'
  | 'proxyFailed'

/**
 * Codes and messages, the most telling first. Sources: Node.js, "TLS/SSL", X509 certificate error codes; Chromium,
 * net_error_list.h; undici, ProxyAgent.
 */
const signs: readonly (readonly [ConnectionProblem, RegExp])[] = [
  ['proxyNeedsPassword', /Proxy response \(407\)|Proxy Authentication Required|ERR_PROXY_AUTH_/],
  [
    'proxyFailed',
    /Proxy response \(\d+\)|ERR_(PROXY_CONNECTION|TUNNEL_CONNECTION)_FAILED|ERR_PROXY_CERTIFICATE/,
  ],
  ['certificateExpired', /\bCERT_(HAS_EXPIRED|NOT_YET_VALID)\b|ERR_CERT_DATE_INVALID/],
  [
    'certificateOfOtherHost',
    /ERR_TLS_CERT_ALTNAME_INVALID|\bHOSTNAME_MISMATCH\b|ERR_CERT_COMMON_NAME_INVALID/,
  ],
  [
    'certificateUntrusted',
    /UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT|\bCERT_UNTRUSTED\b|ERR_CERT_AUTHORITY_INVALID/,
  ],
  [
    'certificateInvalid',
    /ERR_CERT|\bCERT_|\bINVALID_(CA|PURPOSE)\b|PATH_LENGTH_EXCEEDED|UNABLE_TO_DECODE_ISSUER|ERROR_IN_CERT_NOT_/,
  ],
]

const maxDepth = 5

/** The code and message of an error and of those that caused it: `fetch` hides the reason in `cause`. */
export function causesText(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > maxDepth) return ''
  const { code, message, cause, errors } = error as Record<string, unknown>
  const inner = Array.isArray(errors) ? errors : []
  return [code, message]
    .filter((word) => typeof word === 'string')
    .concat([cause, ...inner].map((one) => causesText(one, depth + 1)))
    .join(' ')
}

/** What a failed request says about certificates and proxies, of Node's `fetch` and `http`, undici, or Electron; null: nothing. */
export function connectionProblem(error: unknown): ConnectionProblem | null {
  const words = causesText(error)
  return signs.find(([, sign]) => sign.test(words))?.[0] ?? null
}

/** Their texts, in `error-texts.ts`. */
export const connectionTexts: Readonly<
  Record<ConnectionProblem, { readonly what: string; readonly todo: string }>
> = {
  certificateUntrusted: {
    what: 'The server’s certificate comes from an authority that this computer doesn’t trust, as on networks that inspect encrypted traffic.',
    todo: 'Ask your IT department for that authority’s certificate. Add it to the operating system, or choose it as the CA file: in the app’s settings, or with jira-token network --ca-file FILE. To see who issued the certificate, run jira-token doctor.',
  },
  certificateOfOtherHost: {
    what: 'The server’s certificate belongs to another host, so this may not be the server you want.',
    todo: 'Check the URLs of the account and your VPN. To see whose certificate it is, run jira-token doctor.',
  },
  certificateExpired: {
    what: 'The server’s certificate has expired or is not valid yet.',
    todo: 'Check the date and time of this computer. If they are right, tell the server’s administrator.',
  },
  certificateInvalid: {
    what: 'The server’s certificate was rejected.',
    todo: 'Tell the server’s administrator. To see the certificate, run jira-token doctor.',
  },
  proxyNeedsPassword: {
    what: 'Your proxy wants a user name and a password.',
    todo: 'For the background agent, put them into HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT) and restart it: jira-token agent stop. The app uses the system’s proxy settings.',
  },
  proxyFailed: {
    what: 'Your proxy didn’t connect to the server.',
    todo: 'Check the proxy (in HTTPS_PROXY and NO_PROXY, or in the system’s settings) and the URLs of the account. Renewals are retried automatically.',
  },
}
