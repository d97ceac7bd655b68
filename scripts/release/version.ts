import { compareVersions as compare, parseVersion, type Version } from '../../src/shared/versions.ts'
import { Stop } from '../bootstrap/stop.mjs'

/** Whether this is a version such as `1.2.3-beta.1`, which is not offered to everyone. */
export const isPrerelease = (version: string): boolean => parts(version).prerelease.length > 0

/**
 * Below 0 if the first version is older than the second, 0 if they are the same, above 0 if it is newer.
 *
 * @throws {Stop} if one is not a version
 */
export const compareVersions = (one: string, other: string): number => compare(parts(one), parts(other))

function parts(version: string): Version {
  const parsed = parseVersion(version)
  if (parsed === null)
    throw new Stop(`“${version}” is not a version. Write three numbers, such as 0.2.0 or 1.0.0-beta.1.`)
  return parsed
}
