import type { Site } from '../../shared/snapshot.ts'
import { JiraError } from './jira-error.ts'

/** The path that a user named, which may have come as a whole URL. */
export interface NamedPath {
  /** The host that it names; null if it is only a path. */
  readonly named: URL | null
  /** Begins with a slash. */
  readonly path: string
  /** Empty, or begins with a question mark. */
  readonly query: string
}

/** Where the requests of an account go. */
export interface JiraServer {
  readonly accountName: string
  /** The base URL of the API. */
  readonly apiUrl: string
  /** The sites below it, each with its cloud ID; null: it is a Jira itself. */
  readonly sites: readonly Site[] | null
}

/** Text that is encoded more often has a trick in it. */
const maxDecodings = 5

const invalid = (what: string) => new JiraError('invalidInput', what)

/** A path as a server might read it that decodes it several times. Throws if it isn't encoded properly. */
function fullyDecoded(path: string): string {
  let text = path
  for (let count = 0; count < maxDecodings; count += 1)
    try {
      const next = decodeURIComponent(text)
      if (next === text) return text
      text = next
    } catch {
      if (count === 0) throw invalid('The path has a % that begins no character; a real one is %25.')
      return text
    }
  return text
}

/** `..` could lead to another site. Some servers ignore what follows a semicolon. */
function assertStraight(path: string): void {
  const text = fullyDecoded(path)
  if (/\p{Cc}/u.test(text)) throw invalid('The path contains control characters.')
  if (text.split(/[/\\]/).some((segment) => /^\.{1,2}(;|$)/.test(segment)))
    throw invalid('The path contains . or .. as a part, which may lead elsewhere.')
}

/**
 * Reads `/rest/api/3/myself`, `rest/api/3/myself`, or a whole URL. Everything that names a host in any way is a URL, so that
 * it is compared with the account's sites. Throws a `JiraError`, `invalidInput`.
 */
export function parsePath(text: string): NamedPath {
  if (text.trim() === '') throw invalid('The path is empty. Is a variable unset?')
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) throw invalid('The path contains control characters.')
  if (text.includes('#')) throw invalid('The path has a # part, which no server gets; a real # is %23.')
  const [beforeQuery = ''] = text.split('?', 1)
  const query = text.slice(beforeQuery.length)
  if (beforeQuery.includes('\\')) throw invalid('The path contains a backslash; a real one is %5C.')
  const [authority = ''] =
    /^(?:[a-z][a-z\d+.-]*:)?\/\/+[^/]*|^(?!\.{1,2}(?:\/|$))[^/]*[.@:][^/]*/i.exec(beforeQuery) ?? []
  const rest = beforeQuery.slice(authority.length)
  const path = rest.startsWith('/') ? rest : `/${rest}`
  assertStraight(path)
  if (authority === '') return { named: null, path, query }
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(authority) ? authority : `https://${authority}`
  if (!URL.canParse(url)) throw invalid(`${authority} is not a valid URL.`)
  const named = new URL(url)
  if (named.username !== '' || named.password !== '')
    throw invalid(`The URL of ${named.host} contains a user name, which could hide where it leads.`)
  return { named, path, query }
}

const describe = (sites: readonly Site[]) => sites.map(({ name, url }) => `${name} (${url})`).join(', ')

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : null)

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url)

function refuse({ host, origin, protocol }: URL, { accountName, apiUrl, sites }: JiraServer): JiraError {
  const [known] = (sites ?? [{ url: apiUrl }]).filter(({ url }) => hostOf(url) === host)
  if (known !== undefined && origin !== originOf(known.url))
    return invalid(`The token is not sent over ${protocol}// to ${host}. Use ${known.url}.`)
  const those = sites === null ? apiUrl : describe(sites)
  return invalid(
    `${host || protocol} is not a site of ${accountName}, so the token is not sent there. Sites: ${those || 'none'}.`,
  )
}

/** The site that `--site` means, by name, host, URL, or cloud ID; null if there is none. Throws if there are several. */
function findSite(sites: readonly Site[], wanted: string): Site | null {
  const text = wanted.trim().replace(/\/+$/, '').toLowerCase()
  const found = sites.filter(({ id, name, url }) =>
    [id, name, url.replace(/\/+$/, ''), hostOf(url)].some((one) => one.toLowerCase() === text),
  )
  if (found.length > 1)
    throw invalid(
      `Several sites are called '${wanted}': choose one by its URL with --site: ${describe(found)}.`,
    )
  return found[0] ?? null
}

/** What the path is called on a site: without the prefix that the API's URL puts before it. */
interface Place {
  readonly site: Site
  readonly path: string
}

/** The site in a URL that someone pasted: its own, or the API's. null if it is neither. */
function placeOf(named: URL, path: string, { apiUrl, sites }: JiraServer): Place | null {
  const own = sites?.find(({ url }) => originOf(url) === named.origin)
  if (own !== undefined) return { site: own, path }
  const { origin, pathname } = new URL(apiUrl)
  const prefix = `${pathname.replace(/\/+$/, '')}/ex/jira/`
  if (named.origin !== origin || !path.startsWith(prefix)) return null
  const [id = '', ...rest] = path.slice(prefix.length).split('/')
  const site = sites?.find((one) => one.id === decodeURIComponent(id))
  return site === undefined ? null : { site, path: `/${rest.join('/')}` }
}

function choosePlace(target: NamedPath, server: JiraServer, wanted: string | null): Place {
  const sites = server.sites ?? []
  const chosen = wanted === null ? null : findSite(sites, wanted)
  if (wanted !== null && chosen === null)
    throw invalid(`${server.accountName} has no site '${wanted}'. Sites: ${describe(sites) || 'none'}.`)
  if (target.named !== null) {
    const place = placeOf(target.named, target.path, server)
    if (place === null) throw refuse(target.named, server)
    if (chosen !== null && chosen.id !== place.site.id)
      throw invalid(`The URL is of ${place.site.name}, but --site says ${chosen.name}.`)
    return place
  }
  const [only, ...others] = sites
  const site = chosen ?? (others.length === 0 ? only : undefined)
  if (site === undefined)
    throw invalid(
      only === undefined
        ? `${server.accountName} has no site.`
        : `${server.accountName} has several sites. Choose one with --site: ${describe(sites)}.`,
    )
  return { site, path: target.path }
}

/** The path at a Jira that is its own site, and may have a path before its API's. */
function ownPath({ named, path }: NamedPath, server: JiraServer): string {
  const { origin, pathname } = new URL(server.apiUrl)
  const base = pathname.replace(/\/+$/, '')
  if (named === null) return path
  if (named.origin !== origin || !`${path}/`.startsWith(`${base}/`)) throw refuse(named, server)
  return path.slice(base.length) || '/'
}

/**
 * The URL of a request, which is always below the account's API: only there the token goes. Throws a `JiraError`,
 * `invalidInput`.
 */
export function toRequestUrl(target: NamedPath, server: JiraServer, wanted: string | null): URL {
  const apiUrl = server.apiUrl.replace(/\/+$/, '')
  if (server.sites === null && wanted !== null)
    throw invalid(`--site is for Jira Cloud: ${server.accountName} has one Jira only.`)
  const place = server.sites === null ? null : choosePlace(target, server, wanted)
  const base = place === null ? apiUrl : `${apiUrl}/ex/jira/${encodeURIComponent(place.site.id)}`
  const url = new URL(`${base}${place?.path ?? ownPath(target, server)}${target.query}`)
  const { origin, pathname } = new URL(`${base}/`)
  if (url.origin !== origin || !url.pathname.startsWith(pathname))
    throw invalid(`This path leads away from ${base}.`)
  return url
}
