import { describe, expect, it } from 'vitest'
import { describeEnvironmentProxy, getEnvironmentProxy } from '../../../src/network/environment-proxy.ts'

const url = 'https://auth.atlassian.com/oauth/token'
const proxyHost = (environment: NodeJS.ProcessEnv, target = url) =>
  getEnvironmentProxy(environment, target)?.host ?? null

describe('the proxy in the environment', () => {
  it.each([
    [{ HTTPS_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
    [{ https_proxy: 'http://proxy:3128' }, 'proxy:3128'],
    [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://big:2' }, 'small:1'],
    [{ HTTP_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
    [{ http_proxy: 'http://other:1', HTTPS_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
    [{ HTTPS_PROXY: 'proxy:3128' }, 'proxy:3128'],
    [{ HTTPS_PROXY: 'https://proxy:3128' }, 'proxy:3128'],
    [{ HTTPS_PROXY: '', HTTP_PROXY: '' }, null],
    [{}, null],
  ])('%j is %s', (environment, host) => {
    expect(proxyHost(environment)).toBe(host)
  })

  it.each([
    'auth.atlassian.com',
    'atlassian.com',
    '.atlassian.com',
    '*.atlassian.com',
    'localhost, atlassian.com',
    'localhost atlassian.com',
    'ATLASSIAN.com',
    'atlassian.com:443',
    '*',
  ])('is not used with NO_PROXY=%s', (exceptions) => {
    for (const name of ['NO_PROXY', 'no_proxy'])
      expect(proxyHost({ HTTPS_PROXY: 'http://proxy:1', [name]: exceptions })).toBe(null)
  })

  it.each(['', 'example.com', 'lassian.com', 'atlassian.com:8443', 'auth', ',', '.'])(
    'is used with NO_PROXY=%s',
    (exceptions) => {
      expect(proxyHost({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: exceptions })).toBe('proxy:1')
    },
  )

  it('is never used for this computer', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
      expect(
        proxyHost({ HTTPS_PROXY: 'http://proxy:1', HTTP_PROXY: 'http://proxy:1' }, `http://${host}:8080/`),
      ).toBe(null)
  })

  it('keeps its user and password for itself', () => {
    const environment = { HTTPS_PROXY: 'http://me:secret@proxy.example:3128' }
    expect(getEnvironmentProxy(environment, url)).toMatchObject({ username: 'me', password: 'secret' })
    expect(describeEnvironmentProxy(environment, url)).toEqual({ used: 'proxy.example:3128', ignored: null })
  })

  it('is named when it is of a kind that can’t be used', () => {
    const environment = { HTTPS_PROXY: 'socks5://me:secret@proxy:1080' }
    expect(getEnvironmentProxy(environment, url)).toBe(null)
    expect(describeEnvironmentProxy(environment, url)).toEqual({ used: null, ignored: 'socks5://proxy:1080' })
    expect(describeEnvironmentProxy({}, url)).toEqual({ used: null, ignored: null })
  })
})
