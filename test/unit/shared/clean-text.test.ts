import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLines, cleanText, isolated, toCleanJson } from '../../../src/shared/clean-text.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { shownUrl } from '../../../src/shared/safe-url.ts'
import { trickyTexts, uncleanText } from '../../support/unclean-text.ts'

describe('a clean text', () => {
  it('has no control, invisible, or direction characters, one line, and no more than its length', () => {
    fc.assert(
      fc.property(trickyTexts, fc.integer({ min: 1, max: 50 }), (text, maxLength) => {
        const clean = cleanText(text, maxLength)
        expect(clean).not.toMatch(uncleanText)
        expect(clean).not.toContain('\n')
        expect(clean.length).toBeLessThanOrEqual(maxLength)
        expect(cleanText(clean, maxLength)).toBe(clean)
      }),
    )
  })

  it.each([
    'Ada Lovelace',
    'Work  (2 spaces)',
    'שרה',
    'می\u200cخواهم',
    'क्\u200dष',
    '👩‍🚀 ❤️ 1️⃣ 👍🏽',
    '北京 – “office”',
    '',
  ])('is %j as it was', (text) => {
    expect(cleanText(text)).toBe(text)
  })

  it.each([
    ['a\u001b[31mb', 'a [31mb'],
    ['Ada\r\nroot#', 'Ada root#'],
    ['a\u009b31m', 'a 31m'],
    ['a\u202eb\u2066c', 'abc'],
    ['pay\u200bpal', 'paypal'],
    ['w\u200dor\u200ck', 'work'],
    ['x\ufe0fy', 'xy'],
    ['tag\u{e0041}\u{e007f}', 'tag'],
    ['half \ud800.', 'half \ufffd.'],
    ['\u2028a\u2029', 'a'],
    ['\u3164', ''],
  ])('of %j is %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean)
  })

  it('is cut between characters, with an ellipsis', () => {
    expect(cleanText('N'.repeat(900_000))).toBe(`${'N'.repeat(199)}…`)
    expect(cleanText('👍👍👍', 4)).toBe('👍…')
  })
})

it('clean lines keep their line breaks and spaces, and nothing else that moves the cursor', () => {
  expect(cleanLines('A    B\n  c\u001b[2J\td\r\n')).toBe('A    B\n  c [2J d \n')
  fc.assert(
    fc.property(trickyTexts, (text) => {
      expect(cleanLines(text)).not.toMatch(uncleanText)
      expect(cleanLines(text).split('\n')).toHaveLength(text.split('\n').length)
    }),
  )
})

it('clean JSON is the same value without unclean text', () => {
  fc.assert(
    fc.property(trickyTexts, fc.constantFrom(undefined, 2), (text, indent) => {
      fc.pre(!/\p{Cs}/u.test(text))
      const json = toCleanJson({ [text]: [text] }, indent)
      expect(json).not.toMatch(uncleanText)
      expect(JSON.parse(json)).toEqual({ [text]: [text] })
    }),
  )
  expect(toCleanJson('\ud800\u{e0041}')).toBe(String.raw`"\ud800\udb40\udc41"`)
})

it('isolates a right-to-left name, and only that', () => {
  expect(['Work', 'שרה', 'علي 2', '北京'].map(isolated)).toEqual([
    'Work',
    '\u2068שרה\u2069',
    '\u2068علي 2\u2069',
    '北京',
  ])
})

it.each([
  ['https://auth.example.com', 'https://auth.example.com'],
  ['https://auth.example.com/', 'https://auth.example.com'],
  ['https://аpple.com/login', 'https://xn--pple-43d.com/login'],
  ['https://evil\n.exam\tple/token', 'https://evil.example/token'],
  ['https://evil.example/\u202emoc', 'https://evil.example/%E2%80%AEmoc'],
  ['https://x.example/\u001b[31m', 'https://x.example/%1B[31m'],
  ['https://auth.atlassian.com@evil.example', 'https://auth.atlassian.com@evil.example/'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['no\u001burl', 'no url'],
])('shows the URL %j as %j', (url, shown) => {
  expect(shownUrl(url)).toBe(shown)
})

it('an error has clean details', () => {
  fc.assert(
    fc.property(trickyTexts, (text) => {
      const { message, detail } = new AppError('serverMetadataMissing', text)
      expect(`${message}${detail}`).not.toMatch(uncleanText)
      expect(message).not.toContain('\n')
    }),
  )
})
