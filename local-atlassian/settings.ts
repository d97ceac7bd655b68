import { randomBytes } from 'node:crypto'
import { MODES, type Mode } from './modes.ts'
import { ADA, GRACE, type Person } from './people.ts'
import { COMPILER_SITE, ENGINE_SITE, type Site } from './sites.ts'

const DAY_SEC = 24 * 60 * 60

/** How a dead refresh token is refused: as documented, or as users have seen it (sources: `ATLASSIAN_ERRORS`). */
export type DeadRefreshTokenAnswer = 'invalidGrant' | 'unauthorizedClient'

/** Everything that can be set on the stand-in. Some of it changes while it runs. */
export interface Settings {
  mode: Mode
  /** 0 takes a free one. */
  port: number
  clientId: string
  clientSecret: string
  clientName: string
  redirectUris: readonly string[]
  accessTokenLifetimeSec: number
  /** Counted from the last use. */
  refreshTokenLifetimeSec: number
  codeLifetimeSec: number
  /** How long a refresh token that was already used may be used again; 0 for not at all. */
  leewaySec: number
  /** In characters, 43 to 8192. */
  accessTokenLength: number
  /** In characters, 43 to 8192. */
  refreshTokenLength: number
  deadRefreshTokenAnswer: DeadRefreshTokenAnswer
  /** Whether a used refresh token is replaced. */
  rotates: boolean
  /** Of mode `mcp`: whether apps may register themselves. */
  registration: boolean
  /** Of mode `mcp`: the scopes that a resource has. */
  resourceScopes: readonly string[]
  /** Who can be picked on the login page. */
  people: readonly Person[]
  sites: readonly Site[]
  /** What the control API over HTTP asks for. */
  controlKey: string
}

export type LocalAtlassianOptions = Partial<Settings>

/**
 * Atlassian's own lifetimes and lengths, unless set otherwise.
 * @throws RangeError when a token length is not between 43 and 8192.
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
    // as Atlassian's: 32 letters and digits
    clientId: randomBytes(16).toString('hex'),
    clientSecret: `ATOA${randomBytes(45).toString('base64url')}`,
    clientName: 'Jira Token Tray (local)',
    redirectUris: ['http://localhost:8080/callback'],
    accessTokenLifetimeSec: 3600,
    refreshTokenLifetimeSec: 90 * DAY_SEC,
    codeLifetimeSec: MODES[mode].codeLifetimeSec,
    leewaySec: 600,
    accessTokenLength: 2000,
    refreshTokenLength: 1200,
    deadRefreshTokenAnswer: 'invalidGrant',
    rotates: true,
    registration: true,
    resourceScopes: ['mcp:tools'],
    people: [ADA, GRACE],
    sites: [ENGINE_SITE, COMPILER_SITE],
    controlKey: randomBytes(24).toString('base64url'),
  }
}
