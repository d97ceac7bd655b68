/** Source: semver.org, without build metadata, which npm ignores. */
const pattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-z-][\da-z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*))*))?$/i

/** Many times what a version needs. */
const maxLength = 64

/** A version such as `1.2.3-beta.1`, in its parts. */
export interface Version {
  readonly numbers: readonly number[]
  readonly prerelease: readonly string[]
}

/** The parts of a version; null if the text is not one. */
export function parseVersion(text: string): Version | null {
  const match = text.length > maxLength ? null : pattern.exec(text)
  if (match === null) return null
  const [, major, minor, patch, prerelease] = match
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: prerelease?.split('.') ?? [] }
}

/** Below 0 if the first is older, 0 if they are the same, above 0 if it is newer (semver.org, section 11). */
export function compareVersions(one: Version, other: Version): number {
  for (const [index, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[index] ?? 0)
    if (difference !== 0) return difference
  }
  if (one.prerelease.length === 0 || other.prerelease.length === 0)
    return other.prerelease.length - one.prerelease.length
  for (const [index, identifier] of one.prerelease.entries()) {
    const against = other.prerelease[index]
    if (against === undefined) return 1
    const difference = compareIdentifiers(identifier, against)
    if (difference !== 0) return difference
  }
  return one.prerelease.length - other.prerelease.length
}

function compareIdentifiers(one: string, other: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (isNumber && isOtherNumber) return Number(one) - Number(other)
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** Whether the first version is newer than the second; never if one of them is not a version. */
export function isNewerVersion(text: string, than: string): boolean {
  const [version, other] = [parseVersion(text), parseVersion(than)]
  return version !== null && other !== null && compareVersions(version, other) > 0
}
