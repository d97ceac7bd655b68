import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../src/adapters/http/retry-after.ts'
import { parseGrant, toRefusal } from '../../../src/adapters/oauth/token-response.ts'

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

describe('a refusal', () => {
  it.each([
    [403, 'invalid_grant', 'signInNeeded', 'refreshTokenRefused'],
    [400, 'invalid_grant', 'signInNeeded', 'refreshTokenRefused'],
    [403, 'unauthorized_client', 'signInNeeded', 'refreshTokenRefused'],
    [401, 'access_denied', 'misconfigured', 'clientSecretRefused'],
    [401, 'invalid_client', 'misconfigured', 'clientSecretRefused'],
    [400, 'unauthorized_client', 'misconfigured', 'requestRefused'],
    [400, 'invalid_scope', 'misconfigured', 'requestRefused'],
  ])('with status %i and %s means %s', (status, error, kind, code) => {
    expect(toRefusal(status, error)).toEqual({ kind, code })
  })

  it.each([
    [500, 'invalid_grant'],
    [429, 'invalid_grant'],
    [404, 'invalid_grant'],
    [403, ''],
    [403, 'blocked_by_policy'],
    [400, 'temporarily_unavailable'],
  ])('is not assumed with status %i and %j', (status, error) => {
    expect(toRefusal(status, error)).toBeNull()
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
    ['soon', 0],
    ['', 0],
  ])('of %j is understood', (value, ms) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }), nowMs)).toBe(ms)
  })

  it('is 0 if missing', () => {
    expect(retryAfterMs(new Headers(), nowMs)).toBe(0)
  })
})
