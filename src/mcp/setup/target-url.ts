import { isSafeUrl } from '../../shared/safe-url.ts'

/** Names of parameters that may contain secrets. */
const secretName = /token|secret|passw|api-?_?key|^key$|^auth(orization)?$|credential|^sig(nature)?$/i

/** Why a URL can't be used for an MCP server in a config file; null if it can. */
export function urlProblem(url: string): string | null {
  if (url.length > 2048 || !isSafeUrl(url)) {
    return 'Must be an https URL (http only on this computer: localhost or 127.0.0.1) without a # part.'
  }
  // the file would contain it in plain text
  const secret = [...new URL(url).searchParams.keys()].find((name) => secretName.test(name))
  return secret === undefined
    ? null
    : `The URL contains “${secret}”, which may be a secret. Secrets can’t be stored in an MCP client’s config.`
}
