import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parsePath, toRequestUrl, type JiraServer } from '../../../src/client/jira/jira-target.ts'

const acme = { id: 'cloud-1', name: 'acme', url: 'https://acme.atlassian.net' }
const other = { id: 'cloud-2', name: 'other', url: 'https://other.atlassian.net' }
const cloud: JiraServer = { accountName: 'work', apiUrl: 'https://api.atlassian.com', sites: [acme, other] }
const dataCenter: JiraServer = { accountName: 'work', apiUrl: 'https://jira.corp.test/jira', sites: null }

const go = (path: string, site: string | null = 'acme', server = cloud) =>
  toRequestUrl(parsePath(path), server, site).href

const base = 'https://api.atlassian.com/ex/jira/cloud-1/'

test.each([
  ['/rest/api/3/myself', 'rest/api/3/myself'],
  ['rest/api/3/myself', 'rest/api/3/myself'],
  ['https://acme.atlassian.net/rest/api/3/myself', 'rest/api/3/myself'],
  ['HTTPS://ACME.atlassian.net:443/rest', 'rest'],
  ['acme.atlassian.net/rest', 'rest'],
  ['//acme.atlassian.net/rest', 'rest'],
  ['https://acme.atlassian.net', ''],
  ['https://api.atlassian.com/ex/jira/cloud-1/rest', 'rest'],
  ['/search?jql=a = "b" AND c ~ "\\\\d"', 'search?jql=a%20=%20%22b%22%20AND%20c%20~%20%22\\\\d%22'],
  ['/a?next=https://evil.com/../@', 'a?next=https://evil.com/../@'],
  ['/@evil.com/x', '@evil.com/x'],
  ['/%2fevil.com', '%2fevil.com'],
  ['/rest/100%25', 'rest/100%25'],
])('%s is a request to the site', (path, rest) => {
  expect(go(path)).toBe(base + rest)
})

describe('refused', () => {
  test.each([
    'https://evil.com/rest/api/3/myself',
    '//evil.com/x',
    '///evil.com/x',
    'http://evil.com',
    'ftp://evil.com/x',
    'evil.com/x',
    'evil.com:443/x',
    'https://acme.atlassian.net.evil.com/x',
    'https://evil.com?https://acme.atlassian.net/',
    'https://evil.com/https://acme.atlassian.net/',
  ])('%s, by the name of the host', (path) => {
    expect(() => go(path)).toThrow(/evil\.com is not a site of work, so the token is not sent there/)
  })

  test.each([
    ['https://acme.atlassian.net@evil.com/x', /evil\.com contains a user name/],
    ['https://evil.com@acme.atlassian.net/x', /contains a user name/],
    ['user@evil.com/x', /user name/],
    ['@evil.com/x', /evil\.com is not a site/],
    ['https:evil.com/x', /not a valid URL/],
    ['javascript:alert(1)', /not a valid URL/],
    ['file:///etc/passwd', /file: is not a site/],
    ['https://evil.com\\@acme.atlassian.net/x', /backslash/],
    ['/\\evil.com/x', /backslash/],
    ['\\\\evil.com/x', /backslash/],
    ['http://acme.atlassian.net/rest', /not sent over http:/],
    ['https://acme.atlassian.net:8443/rest', /acme\.atlassian\.net:8443 is not a site/],
    ['https://api.atlassian.com/me', /api\.atlassian\.com is not a site/],
    ['https://api.atlassian.com/ex/jira/cloud-3/rest', /api\.atlassian\.com is not a site/],
    ['https://api.atlassian.com/ex/confluence/cloud-1/rest', /api\.atlassian\.com is not a site/],
    ['https://api.atlassian.com/ex/jira/cloud-2/rest', /is of other, but --site says acme/],
    ['/rest/../../cloud-2/rest', /\. or \.\./],
    ['/../cloud-2/rest', /\. or \.\./],
    ['..', /\. or \.\./],
    ['https://acme.atlassian.net/rest/..', /\. or \.\./],
    ['/rest/%2e%2e/%2e%2e/cloud-2', /\. or \.\./],
    ['/rest/.%2E/x', /\. or \.\./],
    ['/rest/%252e%252e/x', /\. or \.\./],
    ['/rest%2f..%2fx', /\. or \.\./],
    ['/rest/..%5c..%5cx', /\. or \.\./],
    ['/rest/..;/x', /\. or \.\./],
    ['/rest/./x', /\. or \.\./],
    ['/rest#/api', /# part/],
    ['/rest\r\nHost: evil.com', /control characters/],
    ['/re\tst', /control characters/],
    ['/rest\u2028', /control characters/],
    ['/rest%0d%0aHost:%20evil.com', /control characters/],
    ['/rest%00', /control characters/],
    ['/rest/%zz', /a % that/],
    ['', /empty/],
    [' ', /empty/],
  ])('%j', (path, words) => {
    expect(() => go(path)).toThrow(words)
  })

  it('and whatever the path is, the request stays below the site, or on it if it names one', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '/',
        '..',
        '.',
        '\\',
        '@',
        ':',
        '?',
        '#',
        '%2e',
        '%2f',
        '%5c',
        'evil.com',
        'https:',
        ';',
      ),
      fc.webPath(),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        let url: string
        try {
          url = go(parts.join(''))
        } catch {
          return
        }
        expect(url.startsWith(base)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

test('a site is found by name, host, URL, or cloud ID; one that is not clear is asked about', () => {
  for (const site of ['OTHER', 'other.atlassian.net', 'https://other.atlassian.net/', 'cloud-2'])
    expect(go('/x', site)).toBe('https://api.atlassian.com/ex/jira/cloud-2/x')
  expect(() => go('/x', null)).toThrow(/several sites\. Choose one with --site: acme \(https:\/\/acme/)
  expect(() => go('/x', 'acme', { ...cloud, sites: [acme, { ...other, name: 'Acme' }] })).toThrow(
    /by its URL/,
  )
  expect(go('/x', null, { ...cloud, sites: [acme] })).toBe(`${base}x`)
  expect(() => go('/x', null, { ...cloud, sites: [] })).toThrow(/has no site/)
})

test('Data Center has one site, which may have a path', () => {
  const at = 'https://jira.corp.test/jira/rest/api/2/myself'
  expect(go('/rest/api/2/myself', null, dataCenter)).toBe(at)
  expect(go(at, null, dataCenter)).toBe(at)
  expect(() => go('https://jira.corp.test/wiki/x', null, dataCenter)).toThrow(/not a site/)
  expect(() => go('https://jira.corp.test/jira-2/x', null, dataCenter)).toThrow(/not a site/)
  expect(() => go('/x', 'acme', dataCenter)).toThrow(/--site is for Jira Cloud/)
})
