import type { Fault } from './faults.ts'

const metadataPaths = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
] as const

const inMetadata = (change: Record<string, unknown>): Fault[] =>
  metadataPaths.map((on) => ({ on, kind: 'metadata', change }))

/** Faults of an MCP server's authorization server, for `setFault`. */
export const mcpFaults = {
  wrongIssuer: inMetadata({ issuer: 'https://elsewhere.example' }),
  missingMetadata: metadataPaths.map((on): Fault => ({
    on,
    kind: 'answer',
    status: 404,
    body: 'Not Found',
  })),
  noOauthMetadata: [{ on: metadataPaths[0], kind: 'answer', status: 404, body: 'Not Found' }] as Fault[],
  httpAuthorizeUrl: inMetadata({ authorization_endpoint: 'http://auth.example/authorize' }),
  httpTokenUrl: inMetadata({ token_endpoint: 'http://auth.example/token' }),
  httpRegistrationUrl: inMetadata({ registration_endpoint: 'http://auth.example/register' }),
  noPkce: inMetadata({ code_challenge_methods_supported: ['plain'] }),
  pkceNotSaid: inMetadata({ code_challenge_methods_supported: undefined }),
  noRegistration: inMetadata({ registration_endpoint: undefined }),
  registrationRefused: [
    { on: '/register', kind: 'answer', status: 403, body: { error: 'access_denied' } },
  ] as Fault[],
} as const satisfies Record<string, Fault[]>
