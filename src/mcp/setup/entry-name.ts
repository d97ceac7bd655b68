/** What Claude Code, the strictest client, accepts as a name. */
export const entryNamePattern = /^[A-Za-z0-9_-]{1,64}$/

/** Tool names include the server's name, and their length is limited. */
const maxDefaultLength = 32

function slug(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase()
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxDefaultLength)
    .replaceAll(/^-+|-+$/g, '')
}

/** The default name of a server: from the account's name, or else from the server's host. */
export function defaultEntryName(accountName: string | null, url: string): string {
  return slug(accountName ?? '') || slug(new URL(url).host) || 'jira'
}

/** The first free name of `name`, `name-2`, `name-3`, … */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count += 1) {
    const wanted = count === 1 ? name : `${name}-${count}`
    if (!isTaken(wanted)) return wanted
  }
}
