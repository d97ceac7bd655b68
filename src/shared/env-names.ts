/** The variables that are synced in a .env file; null: not written. */
export interface EnvNames {
  readonly accessToken: string
  /** Receives the expiry as ISO 8601, in UTC. */
  readonly expiresAt: string | null
  /** Receives the id of the account's first site. */
  readonly cloudId: string | null
}

/** The names that programs expect, in a file as in their environment. Source: sooperset/mcp-atlassian, "OAuth". */
export const usualEnvNames = {
  accessToken: 'JIRA_OAUTH_ACCESS_TOKEN',
  expiresAt: 'JIRA_OAUTH_TOKEN_EXPIRES_AT',
  cloudId: 'ATLASSIAN_OAUTH_CLOUD_ID',
} as const satisfies EnvNames

export const defaultEnvNames: EnvNames = {
  accessToken: usualEnvNames.accessToken,
  expiresAt: null,
  cloudId: null,
}

const maxNameLength = 100

/** Names that shells, Docker, and every .env parser accept. Source: POSIX.1-2024, Base Definitions, section 8.1. */
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/

export interface EnvNamesProblem {
  readonly field: keyof EnvNames
  readonly message: string
}

/** The first problem with the names; null if they are valid. */
export function envNamesProblem(names: EnvNames): EnvNamesProblem | null {
  const taken = new Set<string>()
  for (const field of ['accessToken', 'expiresAt', 'cloudId'] as const) {
    const name = names[field]
    if (name === null) continue
    if (!namePattern.test(name) || name.length > maxNameLength) {
      return { field, message: 'Use only letters, digits, and _, and don’t start with a digit.' }
    }
    if (taken.has(name)) return { field, message: 'Each value needs a different name.' }
    taken.add(name)
  }
  return null
}
