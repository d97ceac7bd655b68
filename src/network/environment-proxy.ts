/** Which proxy requests to a URL use, for people: without user and password. */
export interface ProxyUse {
  /** The proxy's host; null for a direct connection. */
  readonly used: string | null
  /** A proxy set in the environment that can't be used; null if there is none. */
  readonly ignored: string | null
}

/** Only this computer reaches these; a proxy would look for them on its own. Chromium does the same. */
const isLoopback = (hostname: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/** Whether `NO_PROXY` lists the host: `example.com`, `.example.com`, `*.example.com`, `example.com:8443`, or `*`. */
function isExcepted({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const ownPort = port || (protocol === 'https:' ? '443' : '80')
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, host = '', onlyPort = ownPort] = /^(.+?)(?::(\d+))?$/.exec(entry.replace(/^\*?\./, '')) ?? []
      if (onlyPort !== ownPort || host === '') return false
      return host === '*' || hostname === host || hostname.endsWith(`.${host}`)
    })
}

/** What the environment sets for a URL, as curl and undici's `EnvHttpProxyAgent` read it; empty: no proxy. */
function proxyText(environment: NodeJS.ProcessEnv, url: URL): string {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || ''
  if (isLoopback(url.hostname) || isExcepted(url, read('NO_PROXY'))) return ''
  return (url.protocol === 'https:' ? read('HTTPS_PROXY') : '') || read('HTTP_PROXY')
}

/** Without a scheme it is http, as for curl. */
function parseProxy(text: string): URL | null {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  return URL.canParse(url) && /^https?:/i.test(url) ? new URL(url) : null
}

/** The proxy for a URL, which may contain a user and password; null: connect directly. */
export function getEnvironmentProxy(environment: NodeJS.ProcessEnv, url: string): URL | null {
  const text = proxyText(environment, new URL(url))
  return text === '' ? null : parseProxy(text)
}

/** Describes the proxy for a URL. */
export function describeEnvironmentProxy(environment: NodeJS.ProcessEnv, url: string): ProxyUse {
  const text = proxyText(environment, new URL(url))
  if (text === '') return { used: null, ignored: null }
  const proxy = parseProxy(text)
  return proxy === null
    ? { used: null, ignored: text.replace(/^(.*:\/\/)?.*@/, '$1') }
    : { used: proxy.host, ignored: null }
}
