import { describe, expect, test } from 'vitest'
import { electronAdvice, issueCommands, issueTitle } from '../../../scripts/electron-watch/advice.ts'
// `npm view electron versions --json` of November 28, 2026, from 42 on
import published from '../../support/fixtures/electron-versions.json' with { type: 'json' }

describe('the advice about the pinned Electron', () => {
  test.each(['45.5.0', '44.11.5'])('is none for %s, the newest of a supported major version', (pinned) => {
    expect(electronAdvice(pinned, published)).toBeNull()
  })

  test.each([
    ['45.4.1', '45.5.0'],
    ['45.0.0', '45.5.0'],
    // not 44.9.3, which would come last in an alphabet
    ['44.9.3', '44.11.5'],
    ['43.8.9', '43.8.12'],
  ])('names the newer patch of %s: %s', (pinned, newest) => {
    expect(electronAdvice(pinned, published)).toMatch(`Electron ${newest} is out, and ${pinned} is pinned.`)
  })

  test('says when only the next release is left', () => {
    expect(electronAdvice('43.8.12', published)).toMatch(
      /^Electron 43\.8\.12 is supported only until the next/,
    )
  })

  test.each(['42.11.18', '33.2.1', '9.4.4'])('says that %s is not supported', (pinned) => {
    const advice = electronAdvice(pinned, published)
    expect(advice).toMatch(`Electron ${pinned} gets no security updates anymore.`)
    expect(advice).toContain('45.5.0, 44.11.5, 43.8.12')
  })

  test('counts no alphas, betas, and nightlies', () => {
    const unfinished = ['46.0.0-alpha.3', '46.0.0-beta.1', '47.0.0-nightly.20261128', '45.6.0-beta.1']
    expect(electronAdvice('45.5.0', [...published, ...unfinished])).toBeNull()
    expect(electronAdvice('43.8.12', [...published, ...unfinished])).toMatch('supported only until')
  })

  test('changes with the next major version, whatever the order', () => {
    const later = ['46.0.0', ...published.toReversed()]
    expect(electronAdvice('45.5.0', later)).toBeNull()
    expect(electronAdvice('43.8.12', later)).toMatch('no security updates')
  })
})

describe('the issue about it', () => {
  const open = { number: 7, title: issueTitle, body: 'Update it.' }

  test('is opened once, and updated when the advice changes', () => {
    expect(issueCommands('Update it.', undefined)).toEqual([
      ['issue', 'create', '--title', issueTitle, '--body', 'Update it.'],
    ])
    expect(issueCommands('Update it.', open)).toEqual([])
    // as GitHub may return it
    expect(issueCommands('Update it.', { ...open, body: 'Update it.\r\n' })).toEqual([])
    expect(issueCommands('Hurry.', open)).toEqual([['issue', 'edit', '7', '--body', 'Hurry.']])
  })

  test('is closed when the pin has moved', () => {
    expect(issueCommands(null, open)).toMatchObject([
      ['issue', 'close', '7', '--comment', expect.any(String)],
    ])
    expect(issueCommands(null, undefined)).toEqual([])
  })
})
