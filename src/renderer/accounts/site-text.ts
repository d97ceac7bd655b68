import type { Site } from '../../shared/snapshot.ts'

/** The host of a site, or its name where the URL makes no sense. */
export function siteHost(site: Site): string {
  return URL.canParse(site.url) ? new URL(site.url).hostname : site.name
}

/** The first site, and how many more there are: `acme.atlassian.net +2`; empty when there is none. */
export function sitesText(sites: readonly Site[]): string {
  const hosts = [...new Set(sites.map(siteHost))]
  const first = hosts[0]
  if (first === undefined) return ''
  return hosts.length === 1 ? first : `${first} +${hosts.length - 1}`
}
