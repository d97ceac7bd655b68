import type { FetchLike } from '../http/limited-fetch.ts'

/** Parameters that not every token endpoint takes, and how it says so. */
const refusals: Readonly<Record<string, RegExp>> = {
  // RFC 8707 section 2; AADSTS9010010 and AADSTS901002 are Entra ID's
  resource: /"invalid_target"|AADSTS90100\d|"invalid_request"[^]*\bresource\b/,
  // RFC 6749 section 5.2
  scope: /"invalid_scope"/,
}

/**
 * Sends a token request again without `resource` (RFC 8707) or `scope` if the server refuses that parameter. A refused
 * request spends no refresh token.
 */
export function withoutRefusedParameters(fetch: FetchLike): FetchLike {
  return async (url, init = {}) => {
    const answer = await fetch(url, init)
    if (answer.status < 400 || answer.status > 403 || !(init.body instanceof URLSearchParams)) return answer
    const said = await answer.clone().text()
    const body = new URLSearchParams(init.body)
    const refused = Object.entries(refusals).filter(([name, saying]) => body.has(name) && saying.test(said))
    if (refused.length === 0) return answer
    for (const [name] of refused) body.delete(name)
    return withoutRefusedParameters(fetch)(url, { ...init, body })
  }
}
