import { describe, expect, it } from 'vitest'
import { connectionProblem } from '../../../src/shared/connection-problem.ts'

const coded = (code: string) => Object.assign(new Error('no'), { code })

describe('a failed connection', () => {
  it.each([
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificateUntrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'certificateUntrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificateUntrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificateUntrusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificateUntrusted'],
    ['CERT_UNTRUSTED', 'certificateUntrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificateOfOtherHost'],
    ['HOSTNAME_MISMATCH', 'certificateOfOtherHost'],
    ['CERT_HAS_EXPIRED', 'certificateExpired'],
    ['CERT_NOT_YET_VALID', 'certificateExpired'],
    ['CERT_REVOKED', 'certificateInvalid'],
    ['CERT_SIGNATURE_FAILURE', 'certificateInvalid'],
    ['INVALID_CA', 'certificateInvalid'],
    ['INVALID_PURPOSE', 'certificateInvalid'],
  ])('of Node with %s is %s', (code, problem) => {
    expect(connectionProblem(coded(code))).toBe(problem)
    const ofFetch = new TypeError('fetch failed', { cause: coded(code) })
    expect(connectionProblem(ofFetch)).toBe(problem)
    expect(connectionProblem(new Error('all of them', { cause: new AggregateError([coded(code)]) }))).toBe(
      problem,
    )
  })

  it.each([
    ['net::ERR_CERT_AUTHORITY_INVALID', 'certificateUntrusted'],
    ['net::ERR_CERT_COMMON_NAME_INVALID', 'certificateOfOtherHost'],
    ['net::ERR_CERT_DATE_INVALID', 'certificateExpired'],
    ['net::ERR_CERT_REVOKED', 'certificateInvalid'],
    ['net::ERR_CERT_WEAK_KEY', 'certificateInvalid'],
    ['net::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED', 'certificateInvalid'],
    ['net::ERR_PROXY_AUTH_UNSUPPORTED', 'proxyNeedsPassword'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'proxyFailed'],
    ['net::ERR_TUNNEL_CONNECTION_FAILED', 'proxyFailed'],
  ])('of Electron with %s is %s', (message, problem) => {
    expect(connectionProblem(new Error(message))).toBe(problem)
  })

  it.each([
    ['Proxy response (407) !== 200 when HTTP Tunneling', 'proxyNeedsPassword'],
    ['Proxy response (502) !== 200 when HTTP Tunneling', 'proxyFailed'],
  ])('of undici with %s is %s', (message, problem) => {
    expect(connectionProblem(new TypeError('fetch failed', { cause: new Error(message) }))).toBe(problem)
  })

  it('that says nothing about certificates or proxies is none of these', () => {
    for (const code of [
      'ECONNREFUSED',
      'ENOTFOUND',
      'ECONNRESET',
      'UND_ERR_SOCKET',
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ])
      expect(connectionProblem(new TypeError('fetch failed', { cause: coded(code) }))).toBe(null)
    for (const nothing of [null, undefined, 'CERT_HAS_EXPIRED', 7])
      expect(connectionProblem(nothing)).toBe(null)
    const endless = new Error('endless')
    endless.cause = endless
    expect(connectionProblem(endless)).toBe(null)
  })
})
