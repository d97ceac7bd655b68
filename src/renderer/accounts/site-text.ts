import type { Site } from '../../shared/snapshot.ts'

/** The host of a site, or its name if the URL is invalid. */
export function siteHost(site: Site): string {
  return URL.canParse(site.url) ? new URL(site.url).hostname : site.name
}

/** The first site and the number of others: `acme.atlassian.net +2`; empty without sites. */
export function sitesText(sites: readonly Site[]): string {
  const hosts = [...new Set(sites.map(siteHost))]
  const first = hosts[0]
  if (first === undefined) return ''
  return hosts.length === 1 ? first : `${first} +${hosts.length - 1}`
}
