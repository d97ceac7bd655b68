import { isSafeUrl } from '../../shared/safe-url.ts'

/** Names of parameters that carry secrets. */
const secretName = /token|secret|passw|api-?_?key|^key$|^auth(orization)?$|credential|^sig(nature)?$/i

/** Why a URL can't be that of an MCP server in a config file; null when it can. */
export function urlProblem(url: string): string | null {
  if (url.length > 2048 || !isSafeUrl(url)) {
    return 'Must be an https URL (http only for this machine: localhost or 127.0.0.1), without a # part.'
  }
  // the file would hold it as plain text
  const secret = [...new URL(url).searchParams.keys()].find((name) => secretName.test(name))
  return secret === undefined
    ? null
    : `The URL has “${secret}” in it. No secret is written into settings of MCP clients.`
}
