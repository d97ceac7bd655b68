import { expect, test } from 'vitest'
import { releaseNotes } from '../../../scripts/release/changelog.ts'
import { signingFor } from '../../../scripts/release/signing.ts'
import { compareVersions, isPrerelease } from '../../../scripts/release/version.ts'

test('versions are ordered as in semver.org, section 11', () => {
  const ordered =
    '0.9.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 1.10.0 2.0.0'.split(
      ' ',
    )
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered)
  expect(compareVersions('1.0.0', '1.0.0')).toBe(0)
  expect(['1.0.0', '1.0.0-rc.1'].map(isPrerelease)).toEqual([false, true])
})

test.each([
  ['## 1.2.0 - 2026-11-28\n\n- New\n\n## 1.1.0 - 2026-01-01\n\n- Old\n', '- New\n'],
  ['## [1.2.0] - 2026-11-28\n\n### Added\n\n- New\n', '### Added\n\n- New\n'],
])('the notes are the section of the version', (changelog, notes) => {
  expect(releaseNotes(`# Changelog\n\n## Unreleased\n\n${changelog}`, '1.2.0')).toBe(notes)
})

test.each([
  '## 1.2.0\n\n- New\n',
  '## 1.2.0 - 2026-11-28\n\n## 1.1.0 - 2026-01-01\n\n- Old\n',
  '## 11.2.0 - 2026-11-28\n\n- x',
])('there are no notes in %j', (changelog) => {
  expect(() => releaseNotes(changelog, '1.2.0')).toThrow('has no section')
})

const mac = {
  CSC_LINK: 'a',
  CSC_KEY_PASSWORD: 'b',
  MAC_IDENTITY: 'Ada (TEAM)',
  APPLE_API_KEY_P8: 'c',
  APPLE_API_KEY_ID: 'd',
  APPLE_API_ISSUER: 'e',
}

test('packages are signed only if all secrets are there, and the missing ones are named loudly', () => {
  expect(signingFor('darwin', mac)).toMatchObject({
    isSigned: true,
    args: ['-c.mac.identity=Ada (TEAM)', '-c.mac.hardenedRuntime=true', '-c.mac.notarize=true'],
  })
  for (const name of Object.keys(mac)) {
    const { isSigned, args, says } = signingFor('darwin', { ...mac, [name]: '' })
    expect({ isSigned, args }).toEqual({ isSigned: false, args: [] })
    expect(says).toMatch(new RegExp(`^THE PACKAGES ARE NOT SIGNED AND NOTARIZED: ${name} not set`))
  }
  expect(signingFor('win32', {}).says).toMatch(/NOT SIGNED: WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD not set/)
  expect(signingFor('win32', { WIN_CSC_LINK: 'a', WIN_CSC_KEY_PASSWORD: 'b' })).toMatchObject({
    isSigned: true,
  })
  expect(signingFor('linux', {}).args).toEqual([])
})
