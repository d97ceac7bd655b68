import { Stop } from '../bootstrap/stop.mjs'

const unreleased = '## Unreleased'

interface Section {
  readonly start: number
  readonly bodyStart: number
  readonly end: number
}

/** Where a section starts and ends; null if its heading does not exist. */
function findSection(changelog: string, heading: RegExp): Section | null {
  const match = heading.exec(changelog)
  if (match === null) return null
  const bodyStart = match.index + match[0].length
  const next = changelog.slice(bodyStart).search(/^## /m)
  return { start: match.index, bodyStart, end: next < 0 ? changelog.length : bodyStart + next }
}

/**
 * The changelog in which what was unreleased is this version, released on this day (`YYYY-MM-DD`), below a new, empty
 * “Unreleased”.
 *
 * @throws {Stop} if there is no such section, nothing in it, or the version is in the changelog already
 */
export function releaseUnreleased(changelog: string, version: string, day: string): string {
  const section = findSection(changelog, /^## Unreleased *$/m)
  if (section === null)
    throw new Stop(`CHANGELOG.md has no section “${unreleased}”. Add it, with what users will notice.`)
  const body = changelog.slice(section.bodyStart, section.end).trim()
  if (!/^[-*] /m.test(body))
    throw new Stop(
      `CHANGELOG.md lists nothing under “${unreleased}”. Write what users will notice, then try again.`,
    )
  if (findSection(changelog, versionHeading(version)) !== null)
    throw new Stop(`CHANGELOG.md already has a section for ${version}. Choose a newer version.`)
  const rest = changelog.slice(section.end)
  const released = `${unreleased}\n\n## ${version} - ${day}\n\n${body}\n`
  return `${changelog.slice(0, section.start)}${released}${rest === '' ? '' : `\n${rest}`}`
}

/**
 * What the changelog says about a released version, without its heading.
 *
 * @throws {Stop} if it says nothing, or the version has no date
 */
export function releaseNotes(changelog: string, version: string): string {
  const section = findSection(changelog, versionHeading(version))
  const body = section === null ? '' : changelog.slice(section.bodyStart, section.end).trim()
  if (body === '')
    throw new Stop(
      `CHANGELOG.md has no section “## ${version} - YYYY-MM-DD” with text in it. “npm run release -- ${version}” writes it.`,
    )
  return `${body}\n`
}

/** As in keepachangelog.com: `## 1.2.3 - 2026-11-28`, also with brackets. */
const versionHeading = (version: string): RegExp =>
  new RegExp(String.raw`^## \[?${version.replaceAll('.', String.raw`\.`)}\]? - \d{4}-\d{2}-\d{2} *$`, 'm')
