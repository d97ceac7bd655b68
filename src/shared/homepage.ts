// the build puts it in, from package.json
declare const JIRA_TOKEN_HOMEPAGE: string

/** Where to read about the project; empty until its publisher has named a page. */
export const homepage: string = JIRA_TOKEN_HOMEPAGE
