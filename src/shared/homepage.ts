// inserted by the build, from package.json
declare const JIRA_TOKEN_HOMEPAGE: string

/** The project's home page; empty until its publisher sets one. */
export const homepage: string = JIRA_TOKEN_HOMEPAGE
