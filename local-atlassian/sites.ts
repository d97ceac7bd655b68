/** A cloud site in `accessible-resources`; the listed scopes depend on the token. */
export interface Site {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly product: 'jira' | 'confluence'
}

export const engineSite: Site = {
  id: '11223344-a1b2-4b33-8c44-def123456789',
  name: 'analytical-engine',
  url: 'https://analytical-engine.atlassian.example',
  product: 'jira',
}

export const compilerSite: Site = {
  id: '99887766-b2c3-4c44-9d55-abc987654321',
  name: 'compiler-works',
  url: 'https://compiler-works.atlassian.example',
  product: 'jira',
}

/** Jira and Confluence of the same site share an id: two entries in the list. */
export const engineWiki: Site = { ...engineSite, product: 'confluence' }
