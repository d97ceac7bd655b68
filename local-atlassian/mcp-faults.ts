import type { Fault } from './faults.ts'

const METADATA_PATHS = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
] as const

const inMetadata = (change: Record<string, unknown>): Fault[] =>
  METADATA_PATHS.map((on) => ({ on, kind: 'metadata', change }))

/** What can be wrong with the authorization server of an MCP server; to be given to `setFault`. */
export const MCP_FAULTS = {
  wrongIssuer: inMetadata({ issuer: 'https://elsewhere.example' }),
  missingMetadata: METADATA_PATHS.map((on): Fault => ({
    on,
    kind: 'answer',
    status: 404,
    body: 'Not Found',
  })),
  noOauthMetadata: [{ on: METADATA_PATHS[0], kind: 'answer', status: 404, body: 'Not Found' }] as Fault[],
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
