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
