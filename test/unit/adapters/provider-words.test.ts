import { describe, expect, it } from 'vitest'
import { answerWords } from '../../../src/adapters/oauth/refusal.ts'
import { isWebPage, statusWords } from '../../../src/adapters/http/status-words.ts'
import { failureText } from '../../../src/shared/failure-text.ts'

const said = (description: string, secrets: readonly string[] = [], error = 'invalid_request') =>
  answerWords(400, '{}', { error, description }, secrets)

describe('the provider’s own words', () => {
  it('are its status, error, and description', () => {
    expect(said('The app was disabled.')).toBe('HTTP 400, invalid_request: The app was disabled.')
    expect(said('', [], 'blocked_by_policy')).toBe('HTTP 400, blocked_by_policy')
    expect(answerWords(418, 'teapot', { error: '', description: '' }, [])).toBe('HTTP 418')
  })

  it('are clean, on one line, and at most 300 characters long', () => {
    const words = said(`a\u001b[31mb\r\nc\u202ed\u200be${'x '.repeat(400)}`)
    expect(words).toMatch(/^HTTP 400, invalid_request: a \[31mb cdex x/)
    expect(words).toHaveLength(300)
  })

  it.each<[string, string, string[]]>([
    ['what was sent', 'token refresh-1234 is unknown', ['refresh-1234']],
    ['what was sent, in a URL', 'no entry for a%2Fb%2Bc%3D%3D here', ['a/b+c==']],
    ['what was sent, hidden by invisible characters', 'token ref\u200bresh-1234', ['refresh-1234']],
    ['what was sent, at the end', `${'x '.repeat(132)}refresh-1234`, ['refresh-1234']],
    ['the longest of two secrets', 'refresh-1234-abcd', ['refresh-1234', 'refresh-1234-abcd']],
    ['a JWT', 'got eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln', []],
    ['another token', `got ${'a1B2-c3_d4'.repeat(5)}`, []],
  ])('lack %s', (_what, description, secrets) => {
    const words = said(description, secrets)
    expect(words).not.toMatch(/refresh-|abcd|a%2Fb|eyJ|a1B2/)
    expect(words).toContain('[secret]')
  })

  it.each([
    'Trace ID: 3f0e5d2c-8a1b-4c6d-9e7f-0123456789ab',
    'See https://docs.provider.example.com/errors/2026/what-to-do-about-error-17',
    'administratively-disabled-by-your-organization-owner',
  ])('keep what only looks long: %s', (description) => {
    expect(said(description)).toContain(description)
  })

  it('stand between what happened and what to do', () => {
    expect(failureText('requestRefused', 'HTTP 400, invalid_request: Disabled.')).toMatch(
      /^The server rejected the request\. The server’s answer: HTTP 400, invalid_request: Disabled\. Check/,
    )
    expect(failureText('requestRefused', null)).not.toContain('answer')
    expect(failureText('offline', 'never shown')).not.toContain('never shown')
  })
})

describe('a Wi-Fi login page', () => {
  it.each([
    '<!DOCTYPE html>',
    '\ufeff\r\n <html lang="en">',
    '<head>',
    '<?xml version="1.0"?>',
    '<!-- x --><html>',
  ])('is suspected for %j', (body) => {
    expect(isWebPage(body)).toBe(true)
    for (const status of [200, 302, 403, 404, 511]) expect(statusWords(status, body)).toContain('Wi-Fi')
  })

  it.each(['', '{}', '{"error":"<html>"}', 'Bad Gateway', 'a < b', '<'])(
    'is not suspected for %j',
    (body) => {
      expect(statusWords(200, body)).toBe('HTTP 200')
    },
  )

  it('is not suspected when the server fails', () => {
    for (const status of [500, 502, 503]) expect(statusWords(status, '<html>')).toBe(`HTTP ${status}`)
  })
})
