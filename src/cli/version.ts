/** The version in package.json, inserted by the build. */
declare const JIRA_TOKEN_VERSION: string

export const version: string = JIRA_TOKEN_VERSION
