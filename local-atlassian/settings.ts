import { randomBytes } from 'node:crypto'
import { modes, type Mode } from './modes.ts'
import { ada, grace, type Person } from './people.ts'
import { compilerSite, engineSite, type Site } from './sites.ts'

const daySec = 24 * 60 * 60

/** How a dead refresh token is refused: as documented, or as users have seen it (sources: `atlassianErrors`). */
export type DeadRefreshTokenAnswer = 'invalidGrant' | 'unauthorizedClient'

/** What a service account gets tokens with, and the most that they may do. */
export interface ServiceAccount {
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
}

/** All settings of the stand-in. Some can change while it runs. */
export interface Settings {
  mode: Mode
  /** 0 picks a free one. */
  port: number
  clientId: string
  clientSecret: string
  clientName: string
  /** Mode `cloud`: the OAuth 2.0 credential of a service account. */
  serviceAccount: ServiceAccount
  redirectUris: readonly string[]
  accessTokenLifetimeSec: number
  /** Counted from the last use. */
  refreshTokenLifetimeSec: number
  codeLifetimeSec: number
  /** How long a used refresh token may be used again; 0 for not at all. */
  leewaySec: number
  /** In characters, 43 to 8192. */
  accessTokenLength: number
  /** In characters, 43 to 8192. */
  refreshTokenLength: number
  deadRefreshTokenAnswer: DeadRefreshTokenAnswer
  /** Whether a used refresh token is replaced. */
  rotates: boolean
  /** Mode `mcp`: whether apps may register themselves. */
  registration: boolean
  /** Mode `mcp`: the scopes of a resource. */
  resourceScopes: readonly string[]
  /** The people on the login page. */
  people: readonly Person[]
  sites: readonly Site[]
  /** The bearer token for the control API. */
  controlKey: string
}

export type LocalAtlassianOptions = Partial<Settings>

/**
 * The options, completed with Atlassian's own lifetimes and lengths.
 * @throws RangeError if a token length is not between 43 and 8192.
 */
export function settingsFrom(options: LocalAtlassianOptions): Settings {
  const settings = { ...defaults(options.mode ?? 'cloud'), ...options }
  for (const length of [settings.accessTokenLength, settings.refreshTokenLength]) {
    if (!Number.isInteger(length) || length < 43 || length > 8192) {
      throw new RangeError(`A token is 43 to 8192 characters long, not ${length}`)
    }
  }
  return settings
}

function defaults(mode: Mode): Settings {
  return {
    mode,
    port: 0,
    // like Atlassian's: 32 letters and digits
    clientId: randomBytes(16).toString('hex'),
    clientSecret: `ATOA${randomBytes(45).toString('base64url')}`,
    clientName: 'Jira Token Tray (local)',
    serviceAccount: {
      clientId: randomBytes(16).toString('hex'),
      clientSecret: `ATOA${randomBytes(45).toString('base64url')}`,
      scopes: ['read:jira-user', 'read:jira-work', 'write:jira-work'],
    },
    redirectUris: ['http://localhost:8080/callback'],
    accessTokenLifetimeSec: 3600,
    refreshTokenLifetimeSec: 90 * daySec,
    codeLifetimeSec: modes[mode].codeLifetimeSec,
    leewaySec: 600,
    accessTokenLength: 2000,
    refreshTokenLength: 1200,
    deadRefreshTokenAnswer: 'invalidGrant',
    rotates: true,
    registration: true,
    resourceScopes: ['mcp:tools'],
    people: [ada, grace],
    sites: [engineSite, compilerSite],
    controlKey: randomBytes(24).toString('base64url'),
  }
}
