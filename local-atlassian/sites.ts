/** A cloud site as `accessible-resources` knows it; which scopes are listed depends on the token that asks. */
export interface Site {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly product: 'jira' | 'confluence'
}

export const ENGINE_SITE: Site = {
  id: '11223344-a1b2-4b33-8c44-def123456789',
  name: 'analytical-engine',
  url: 'https://analytical-engine.atlassian.example',
  product: 'jira',
}

export const COMPILER_SITE: Site = {
  id: '99887766-b2c3-4c44-9d55-abc987654321',
  name: 'compiler-works',
  url: 'https://compiler-works.atlassian.example',
  product: 'jira',
}

/** Jira and Confluence of one site share their id: two entries in the list. */
export const ENGINE_WIKI: Site = { ...ENGINE_SITE, product: 'confluence' }
