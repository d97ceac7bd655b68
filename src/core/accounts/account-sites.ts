import { kindTraits } from '../../shared/account-kinds.ts'
import type { Site } from '../../shared/snapshot.ts'
import type { AccountRecord } from '../ports.ts'

/** An account with an address of its own is for that one site, whether or not the server has been asked. */
export function getSites({
  kind,
  sites,
  apiUrl,
}: Pick<AccountRecord, 'kind' | 'sites' | 'apiUrl'>): readonly Site[] {
  if (kindTraits[kind].address === null || sites.length > 0) return sites
  return [siteAt(apiUrl)]
}

/** The site that a URL is. */
export function siteAt(url: string): Site {
  return { id: url, name: new URL(url).host, url }
}

/** Atlassian's id of the account's first site; null: it has none. */
export function getCloudId({ kind, sites }: Pick<AccountRecord, 'kind' | 'sites'>): string | null {
  return kindTraits[kind].hasCloudIds ? (sites[0]?.id ?? null) : null
}
