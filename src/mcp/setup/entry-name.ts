/** What Claude Code takes as a name, the strictest of the clients. */
export const entryNamePattern = /^[A-Za-z0-9_-]{1,64}$/

/** Names of tools have the server's name in them, and are limited. */
const longestDefault = 32

function slug(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase()
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longestDefault)
    .replaceAll(/^-+|-+$/g, '')
}

/** The name of a server where the user gave none: after the account, else after the server's host. */
export function defaultEntryName(accountName: string | null, url: string): string {
  return slug(accountName ?? '') || slug(new URL(url).host) || 'jira'
}

/** The first of `name`, `name-2`, `name-3` … that is free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count += 1) {
    const wanted = count === 1 ? name : `${name}-${count}`
    if (!isTaken(wanted)) return wanted
  }
}
