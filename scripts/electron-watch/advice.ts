/** Electron supports its newest three major versions. Source: Electron documentation, “Electron Releases”. */
const supportedMajors = 3

/** The issue is found again by this title. */
export const issueTitle = 'The pinned Electron needs an update'

/** As `gh issue list --json number,title,body` has it. */
export interface OpenIssue {
  readonly number: number
  readonly title: string
  readonly body: string
}

const toNumbers = (version: string): number[] => version.split('.').map(Number)

/** The newest release of each major version, newest first. Alphas, betas, and nightlies don't count. */
function newestReleases(published: readonly string[]): { major: number; version: string }[] {
  const newest = new Map<number, string>()
  for (const version of published) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) continue
    const [major = 0] = toNumbers(version)
    const known = newest.get(major)
    if (known === undefined || isNewer(version, known)) newest.set(major, version)
  }
  return [...newest].map(([major, version]) => ({ major, version })).toSorted((a, b) => b.major - a.major)
}

function isNewer(version: string, other: string): boolean {
  const [numbers, others] = [toNumbers(version), toNumbers(other)]
  const index = numbers.findIndex((number, i) => number !== others[i])
  return index >= 0 && (numbers[index] ?? 0) > (others[index] ?? 0)
}

/**
 * What to do about the pinned version; null if it is the newest release of a supported major version that stays one with the
 * next release.
 *
 * @param published all versions that npm has
 */
export function electronAdvice(pinned: string, published: readonly string[]): string | null {
  const releases = newestReleases(published)
  const supported = releases.slice(0, supportedMajors)
  const [major = 0] = toNumbers(pinned)
  const newestPatch = releases.find((release) => release.major === major)?.version ?? pinned
  const choice = `The supported versions are ${supported.map(({ version }) => version).join(', ')}.`
  const how = 'See docs/electron.md for what to check before the pin moves.'
  if (!supported.some((release) => release.major === major))
    return `Electron ${pinned} gets no security updates anymore. ${choice} ${how}`
  if (isNewer(newestPatch, pinned))
    return `Electron ${newestPatch} is out, and ${pinned} is pinned. Patches fix security problems. ${how}`
  if (supported.at(-1)?.major === major)
    return `Electron ${pinned} is supported only until the next major version is released. ${choice} ${how}`
  return null
}

/** The arguments for `gh` that make the issues fit the advice: opens one, updates the open one, or closes it. */
export function issueCommands(advice: string | null, open: OpenIssue | undefined): string[][] {
  if (advice === null) {
    const comment = 'The pinned Electron is supported, and the newest of its major version.'
    return open === undefined ? [] : [['issue', 'close', String(open.number), '--comment', comment]]
  }
  if (open === undefined) return [['issue', 'create', '--title', issueTitle, '--body', advice]]
  return open.body.trim() === advice ? [] : [['issue', 'edit', String(open.number), '--body', advice]]
}
