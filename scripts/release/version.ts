import { Stop } from '../bootstrap/stop.mjs'

/** Source: semver.org, without build metadata, which npm ignores. */
const pattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-z-][\da-z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*))*))?$/i

/** Whether this is a version such as `1.2.3-beta.1`, which is not offered to everyone. */
export const isPrerelease = (version: string): boolean => parts(version).prerelease.length > 0

/**
 * Below 0 if the first version is older than the second, 0 if they are the same, above 0 if it is newer (semver.org,
 * section 11).
 *
 * @throws {Stop} if one is not a version
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)]
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0)
    if (difference !== 0) return difference
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length
  for (const [index, identifier] of a.prerelease.entries()) {
    const against = b.prerelease[index]
    if (against === undefined) return 1
    const difference = compareIdentifiers(identifier, against)
    if (difference !== 0) return difference
  }
  return a.prerelease.length - b.prerelease.length
}

function compareIdentifiers(one: string, other: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (isNumber && isOtherNumber) return Number(one) - Number(other)
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  if (one === other) return 0
  return one < other ? -1 : 1
}

function parts(version: string): { numbers: number[]; prerelease: string[] } {
  const match = pattern.exec(version)
  if (match === null)
    throw new Stop(`“${version}” is not a version. Write three numbers, such as 0.2.0 or 1.0.0-beta.1.`)
  const [, major, minor, patch, prerelease] = match
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: prerelease?.split('.') ?? [] }
}
