import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../src/shared/retry-after.ts'
import { parseProviderError, toRefusal } from '../../../src/adapters/oauth/refusal.ts'
import { parseGrant } from '../../../src/adapters/oauth/token-response.ts'

describe('the grant in an answer', () => {
  it('exists whenever there is an access token, whatever else the answer contains', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\x21-\x7e]+$/),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (accessToken, rest) => {
          const body = JSON.stringify({ ...rest, access_token: accessToken })
          expect(parseGrant(body)).toMatchObject({ accessToken })
        },
      ),
    )
  })

  it('contains only usable values', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, '3600', 'NaN', '', ' '))
    fc.assert(
      fc.property(odd, odd, odd, (expires_in, refresh_token, scope) => {
        const grant = parseGrant(JSON.stringify({ access_token: 't', expires_in, refresh_token, scope }))!
        const { lifetimeSec = 1, refreshToken = 'r', scopes = [] } = grant
        expect(Number.isFinite(lifetimeSec) && lifetimeSec > 0).toBe(true)
        expect(typeof refreshToken === 'string' && refreshToken !== '').toBe(true)
        expect(scopes.every((one) => typeof one === 'string')).toBe(true)
      }),
    )
  })

  it('has clean scopes', () => {
    const scope = ['read\u001b[31m', 'a\nb', 7, '\u200b']
    expect(parseGrant(JSON.stringify({ access_token: 't', scope }))?.scopes).toEqual(['read [31m', 'a b'])
  })

  it.each([Number.MAX_SAFE_INTEGER, 1e13, '9223372036854775807'])(
    'limits a lifetime of %s seconds to ten years, because a date must be able to hold its end',
    (expires_in) => {
      const { lifetimeSec = 0 } = parseGrant(
        `{"access_token":"t","expires_in":${JSON.stringify(expires_in)}}`,
      )!
      const end = new Date(Date.now() + lifetimeSec * 1000)
      expect(end.getFullYear()).toBeGreaterThan(2030)
    },
  )

  it('rounds a lifetime below one second up to one, which would otherwise be renewed without a pause', () => {
    expect(parseGrant('{"access_token":"t","expires_in":0.001}')?.lifetimeSec).toBe(1)
  })

  it.each([
    '',
    'null',
    '[]',
    '"text"',
    '{}',
    '{"access_token":""}',
    '{"access_token":7}',
    ...[
      'a\nb',
      'a\r\nCookie: b',
      'a\u001b[31m',
      'a\u0000',
      'a\u007f',
      'a\u0085b',
      'a\u202eb',
      'tokén',
      ' a',
      'a\n',
      ' ',
    ].map((access_token) => JSON.stringify({ access_token })),
    '<html>',
    '{"access',
  ])('does not exist in %j', (body) => {
    expect(parseGrant(body)).toBeNull()
  })
})

/** A token with these claims; its signature is not checked. */
const jwt = (claims: object): string =>
  ['{"alg":"none"}', JSON.stringify(claims), 'sig']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

describe('the lifetime of a token whose answer has no usable expires_in', () => {
  const fourHoursAgo = Date.UTC(2026, 10, 1, 8) / 1000
  const life = (access_token: string, rest: object = {}, date: string | null = null) =>
    parseGrant(JSON.stringify({ access_token, ...rest }), date)?.lifetimeSec

  it.each([undefined, null, 0, -1, 'soon', '', true, [], {}])(
    'is that of the JWT, by the server’s clock alone (%j)',
    (expires_in) => {
      const claims = { iat: fourHoursAgo, exp: fourHoursAgo + 600 }
      expect(life(jwt(claims), { expires_in })).toBe(600)
    },
  )

  it('counts from the answer’s Date if the JWT doesn’t say when it was issued', () => {
    const date = 'Sun, 01 Nov 2026 08:00:00 GMT'
    expect(life(jwt({ exp: fourHoursAgo + 900 }), {}, date)).toBe(900)
    expect(life(jwt({ exp: fourHoursAgo + 900, iat: 'today' }), {}, date)).toBe(900)
    expect(life(jwt({ exp: fourHoursAgo + 900, iat: fourHoursAgo + 900 }), {}, date)).toBe(900)
  })

  it.each([
    ['there is no Date', jwt({ exp: fourHoursAgo }), null],
    ['the Date is unreadable', jwt({ exp: fourHoursAgo }), 'yesterday'],
    ['the token would have expired before it was issued', jwt({ exp: 10, iat: 20 }), null],
    ['the token expired before the Date', jwt({ exp: 10 }), 'Sun, 01 Nov 2026 08:00:00 GMT'],
    ['exp is a text', jwt({ exp: 'never', iat: 1 }), null],
    ['the claims are no object', jwt([7]), null],
    ['the token is no JWT', 'a.b.c', null],
    ['the token is opaque', 'opaque', null],
  ])('is unknown if %s', (_why, token, date) => {
    expect(life(token, {}, date)).toBeUndefined()
  })

  it('is what expires_in says, if it says something', () => {
    expect(life(jwt({ exp: 20, iat: 10 }), { expires_in: 3600 })).toBe(3600)
  })
})

describe('the lifetime of the refresh token', () => {
  const life = (rest: object) =>
    parseGrant(JSON.stringify({ access_token: 'a', ...rest }))?.refreshLifetimeSec

  it.each([
    [{ refresh_expires_in: 1800 }, 1800],
    [{ refresh_expires_in: '1800' }, 1800],
    [{ refresh_token_expires_in: 15_897_600 }, 15_897_600],
    [{ refresh_expires_in: 0 }, undefined],
    [{ refresh_expires_in: -1 }, undefined],
    [{ refresh_expires_in: null }, undefined],
    [{}, undefined],
  ])('in %j is %j', (rest, expected) => {
    expect(life(rest)).toBe(expected)
  })
})

const signInNeeded = { kind: 'signInNeeded', code: 'refreshTokenRefused' }
const refusal = (status: number, error: string, description = '') =>
  toRefusal(status, { error, description }, 'refreshToken')

describe('a dead refresh token', () => {
  it.each([
    'invalid_grant',
    'unauthorized_client',
    'bad_refresh_token',
    'invalid_refresh_token',
    'expired_token',
    'invalid_token',
    'expired_refresh_token',
    'refresh_token_expired',
    'token_revoked',
    'INVALID_GRANT',
  ])('may be called %s, with any status of a refusal', (error) => {
    for (const status of [200, 400, 401, 403]) expect(refusal(status, error)).toEqual(signInNeeded)
    for (const status of [302, 404, 408, 429, 500, 502, 503]) expect(refusal(status, error)).toBeNull()
  })

  it.each([
    'The refresh token passed is incorrect or expired.',
    'Refresh token is invalid',
    'refresh_token is expired',
    'The refresh token has expired',
    'The provided refresh token has been revoked.',
    'Invalid refresh token',
    'invalid or expired refresh_token',
    'Expired refresh-token.',
    'refresh token is no longer valid',
    'Refresh token is not active',
    'Your refreshToken is invalid or was revoked',
    'refresh token expired',
    'Refresh token has expired. The user must sign in again, which is required every 90 days.',
  ])('may be called invalid_request if the description says so: %s', (description) => {
    expect(refusal(400, 'invalid_request', description)).toEqual(signInNeeded)
    expect(refusal(200, 'invalid_request', description)).toEqual(signInNeeded)
  })

  it.each([
    '',
    'Missing required parameter: refresh_token',
    'refresh_token is required',
    'The refresh token parameter is missing or invalid',
    'Invalid scope for refresh token',
    'The scope of the refresh token is invalid',
    'resource is not allowed with this refresh token',
    'The resource of the refresh token is invalid',
    'Invalid redirect_uri in refresh token request',
    'Invalid refresh token request',
    'The client is expired',
    'the app was disabled by an administrator',
    'AADSTS90009: Application is requesting a token for itself.',
  ])('is not what invalid_request means if the description is %j', (description) => {
    expect(refusal(400, 'invalid_request', description)).toEqual({
      kind: 'misconfigured',
      code: 'requestRefused',
    })
  })
})

describe('another refusal', () => {
  it.each([
    [401, 'access_denied', 'clientSecretRefused'],
    [401, 'invalid_client', 'clientSecretRefused'],
    [400, 'invalid_scope', 'requestRefused'],
    [400, 'invalid_target', 'requestRefused'],
    [400, 'unsupported_grant_type', 'requestRefused'],
  ])('with status %i and %s is about the settings', (status, error, code) => {
    expect(refusal(status, error)).toEqual({ kind: 'misconfigured', code })
  })

  it.each([
    [500, 'invalid_client'],
    [404, 'invalid_client'],
    [403, ''],
    [403, 'blocked_by_policy'],
    [400, 'temporarily_unavailable'],
    [200, ''],
  ])('is not assumed with status %i and %j', (status, error) => {
    expect(refusal(status, error)).toBeNull()
  })

  it.each([
    [401, 'access_denied', 'clientSecretRefused'],
    [401, 'invalid_client', 'clientSecretRefused'],
    [403, 'unauthorized_client', 'clientSecretRefused'],
    [400, 'invalid_grant', 'clientSecretRefused'],
    [400, 'invalid_scope', 'requestRefused'],
    [400, 'invalid_request', 'requestRefused'],
    [400, 'unsupported_grant_type', 'requestRefused'],
  ])('of a service account never asks for a sign-in: %i %s', (status, error, code) => {
    const description = 'The refresh token is invalid'
    expect(toRefusal(status, { error, description }, 'clientCredentials')).toEqual({
      kind: 'misconfigured',
      code,
    })
  })

  it('is about the code at the end of a sign-in', () => {
    const ofCode = (error: string) => toRefusal(400, { error, description: '' }, 'code')?.code
    expect(['invalid_grant', 'unauthorized_client', 'invalid_token'].map(ofCode)).toEqual([
      'codeRefused',
      'requestRefused',
      undefined,
    ])
  })

  it.each([
    ['{"error":"a","error_description":"b"}', 'a', 'b'],
    ['{"error":{"code":"a","message":"b"}}', 'a', 'b'],
    ['{"error":"a","message":"b"}', 'a', 'b'],
    ['{"error":7,"error_description":["b"]}', '', ''],
    ['<html>', '', ''],
    ['null', '', ''],
    ['', '', ''],
  ])('is read from %s', (body, error, description) => {
    expect(parseProviderError(body)).toEqual({ error, description })
  })
})

describe('a Retry-After', () => {
  const nowMs = Date.parse('2026-11-01T12:00:00Z')
  it.each([
    ['7', 7000],
    [' 7 ', 7000],
    ['0', 0],
    ['Sun, 01 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Nov 2026 11:00:00 GMT', 0],
    ['31536000', 3_600_000],
    ['-5', 0],
    ['soon', null],
    ['', null],
  ])('of %j is understood', (value, ms) => {
    expect(retryAfterMs(value, nowMs)).toBe(ms)
  })

  it('is null if missing', () => {
    expect(retryAfterMs(null, nowMs)).toBeNull()
  })
})
