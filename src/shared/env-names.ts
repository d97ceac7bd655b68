/** The variables of a .env file that are kept current; null: not written. */
export interface EnvNames {
  readonly accessToken: string
  /** Gets the expiry as ISO 8601, in UTC. */
  readonly expiresAt: string | null
  /** Gets the id of the account's first site. */
  readonly cloudId: string | null
}

export const defaultEnvNames: EnvNames = {
  accessToken: 'JIRA_OAUTH_ACCESS_TOKEN',
  expiresAt: null,
  cloudId: null,
}

const maxNameLength = 100

/** What shells, Docker and every reader of .env files take. Source: POSIX.1-2024, Base Definitions, section 8.1. */
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/

export interface EnvNamesProblem {
  readonly field: keyof EnvNames
  readonly message: string
}

/** What is wrong with the names; null when nothing is. */
export function envNamesProblem(names: EnvNames): EnvNamesProblem | null {
  const taken = new Set<string>()
  for (const field of ['accessToken', 'expiresAt', 'cloudId'] as const) {
    const name = names[field]
    if (name === null) continue
    if (!namePattern.test(name) || name.length > maxNameLength) {
      return { field, message: 'A name has letters, digits and _ only, and does not begin with a digit.' }
    }
    if (taken.has(name)) return { field, message: 'Each value needs a name of its own.' }
    taken.add(name)
  }
  return null
}
