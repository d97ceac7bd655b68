import { kindTraits } from '../../shared/account-kinds.ts'
import type { Site } from '../../shared/snapshot.ts'
import type { AccountRecord } from '../ports.ts'

/** The account's sites. An account with its own server has just that one, even before the server was asked. */
export function getSites({
  kind,
  sites,
  apiUrl,
}: Pick<AccountRecord, 'kind' | 'sites' | 'apiUrl'>): readonly Site[] {
  if (kindTraits[kind].address === null || sites.length > 0) return sites
  return [toSite(apiUrl)]
}

/** A URL as a site. */
export function toSite(url: string): Site {
  return { id: url, name: new URL(url).host, url }
}

/** Atlassian's id of the account's first site; null if it has none. */
export function getCloudId({ kind, sites }: Pick<AccountRecord, 'kind' | 'sites'>): string | null {
  return kindTraits[kind].hasCloudIds ? (sites[0]?.id ?? null) : null
}
