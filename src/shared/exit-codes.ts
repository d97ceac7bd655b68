/** The exit codes of `jira-token`; documented in docs/local-api.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  signInNeeded: 3,
  noSuchAccount: 4,
  noKeychain: 5,
  providerUnreachable: 6,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
