/**
 * Atlassian's error responses, verbatim. Sources: “OAuth 2.0 (3LO) apps” on developer.atlassian.com;
 * `deadRefreshTokenAsSeen` is not documented, but users have seen it: github.com/ParabolInc/parabol/issues/11849,
 * github.com/raycast/extensions/issues/11836.
 */
export const atlassianErrors = {
  wrongClientSecret: { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } },
  deadRefreshToken: {
    status: 403,
    body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
  },
  deadRefreshTokenAsSeen: {
    status: 403,
    body: { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
  },
  invalidCode: {
    status: 403,
    body: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
  },
  unauthorized: { status: 401, body: { code: 401, message: 'Unauthorized' } },
  scopeMismatch: { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } },
  forbidden: { status: 403, body: { code: 403, message: 'Forbidden' } },
  notFound: { status: 404, body: { code: 404, message: 'Not Found' } },
  rateLimited: { status: 429, body: { code: 429, message: 'Rate limit exceeded' } },
} as const

export type AtlassianError = keyof typeof atlassianErrors
