import { isSafeUrl } from '../../shared/safe-url.ts'

// inserted by the build, from package.json: see scripts/update-feed.mjs
declare const JIRA_TOKEN_UPDATE_FEED: string

/** Where to look for newer versions, or why nobody looks. */
export type UpdateFeed =
  /** A folder that has the files electron-builder describes a release with. */
  | { readonly kind: 'feed'; readonly url: string }
  /** `unpublished`: this build names none. `unusable`: the environment has neither `off` nor a URL we would ask. */
  | { readonly kind: 'off'; readonly because: 'unpublished' | 'environment' | 'unusable' }

/** What the environment says comes before what the build says. */
export function getUpdateFeed(
  environment: NodeJS.ProcessEnv,
  published: string = JIRA_TOKEN_UPDATE_FEED,
): UpdateFeed {
  const { JIRA_TOKEN_UPDATES: chosen = '' } = environment
  if (chosen === 'off') return { kind: 'off', because: 'environment' }
  const url = chosen === '' ? published : chosen
  if (url === '') return { kind: 'off', because: 'unpublished' }
  return isSafeUrl(url) ? { kind: 'feed', url } : { kind: 'off', because: 'unusable' }
}
