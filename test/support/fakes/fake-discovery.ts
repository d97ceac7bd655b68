import type { ServerDiscovery } from '../../../src/core/ports.ts'
import type { DiscoveredServer } from '../../../src/shared/discovered-server.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import type { ErrorCode } from '../../../src/shared/error-table.ts'

export const everythingUrl = 'https://mcp.example.com/mcp'

/** What discovery finds at this server. */
export function discoveredServer(change: Partial<DiscoveredServer> = {}): DiscoveredServer {
  return {
    url: everythingUrl,
    resource: everythingUrl,
    issuer: 'https://auth.example.com',
    needsTrust: false,
    authorizeUrl: 'https://auth.example.com/authorize',
    tokenUrl: 'https://auth.example.com/token',
    registrationUrl: 'https://auth.example.com/register',
    takesClientUrls: false,
    sendsIssuer: true,
    tokenAuth: 'client_secret_post',
    takesPublicClients: true,
    announcesPkce: true,
    scopes: ['mcp:tools', 'offline_access'],
    redirectUri: 'http://localhost:8080/callback/auth.example.com',
    ...change,
  }
}

/** Finds this server, and registers `client-1`, `client-2`, and so on. */
export interface FakeDiscovery extends ServerDiscovery {
  /** How often each was called. */
  readonly asked: { discover: number; register: number }
  finds(change: Partial<DiscoveredServer>): void
  fails(code: ErrorCode | null): void
  registersWithSecret(secret: string | null, expiresAtMs?: number): void
}

export function createFakeDiscovery(): FakeDiscovery {
  const asked = { discover: 0, register: 0 }
  let found: Partial<DiscoveredServer> = {}
  let failure: ErrorCode | null = null
  let clientSecret: string | null = null
  let secretExpiresAtMs: number | null = null
  const orFail = () => {
    if (failure !== null) throw new AppError(failure)
  }
  return {
    asked,
    finds: (change) => (found = change),
    fails: (code) => (failure = code),
    registersWithSecret: (secret, expiresAtMs) => {
      clientSecret = secret
      secretExpiresAtMs = expiresAtMs ?? null
    },
    discover: async (url) => {
      asked.discover += 1
      orFail()
      return discoveredServer({ url, ...found })
    },
    register: async (_server, { redirectUri, scopes }) => {
      asked.register += 1
      orFail()
      const registration = { redirectUri, scopes: [...scopes], secretExpiresAtMs }
      return {
        clientId: `client-${asked.register}`,
        clientSecret,
        tokenAuth: 'client_secret_post',
        registration,
      }
    },
  }
}
