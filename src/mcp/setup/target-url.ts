import { isSafeUrl, maxUrlLength, secretParameter } from '../../shared/safe-url.ts'

/** Why a URL can't be used for an MCP server in a config file; null if it can. */
export function urlProblem(url: string): string | null {
  if (url.length > maxUrlLength || !isSafeUrl(url)) {
    return 'Must be an https URL (http only on this computer: localhost or 127.0.0.1) without a # part.'
  }
  // the file would contain it in plain text
  const secret = secretParameter(url)
  return secret === null
    ? null
    : `The URL contains “${secret}”, which may be a secret. Secrets can’t be stored in an MCP client’s config.`
}
