/** How much of a file could be used: all, what was not damaged, or nothing since a newer version of the app wrote it. */
export type Fit = 'whole' | 'damaged' | 'newer'

/** Whether a newer version of the app than this one wrote that. */
export function isNewer(content: unknown, ownVersion: number): boolean {
  const { version } = (typeof content === 'object' && content !== null ? content : {}) as {
    version?: unknown
  }
  return typeof version === 'number' && Number.isInteger(version) && version > ownVersion
}
