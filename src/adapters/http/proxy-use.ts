/** Which proxy requests to a URL use. */
export interface ProxyUse {
  /** The proxy's host, without user and password; null for a direct connection. */
  readonly used: string | null
  /** A proxy set in the environment that is not used; null if there is none. */
  readonly ignored: string | null
}

function isExcepted(hostname: string, exceptions: string): boolean {
  return exceptions
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .some(
      (entry) => entry === '*' || (entry !== '' && (hostname === entry || hostname.endsWith(`.${entry}`))),
    )
}

function getHost(proxy: string): string {
  return URL.canParse(proxy) ? new URL(proxy).host || proxy : 'set'
}

/**
 * The proxy that the environment sets for a URL. Node's `fetch` uses it only with `NODE_USE_ENV_PROXY=1`, since Node
 * 24. Source: nodejs.org, "Command-line API".
 */
export function getEnvironmentProxy(
  environment: NodeJS.ProcessEnv,
  nodeMajor: number,
  url: string,
): ProxyUse {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || ''
  const { protocol, hostname } = new URL(url)
  const proxy = read(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  if (proxy === '' || isExcepted(hostname.toLowerCase(), read('NO_PROXY')))
    return { used: null, ignored: null }
  const isUsed = nodeMajor >= 24 && environment['NODE_USE_ENV_PROXY'] === '1'
  return isUsed ? { used: getHost(proxy), ignored: null } : { used: null, ignored: getHost(proxy) }
}
