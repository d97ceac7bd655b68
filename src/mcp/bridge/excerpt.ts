const maxChars = 300

/** The beginning of a long page is enough. */
const maxRead = 64 * 1024

/** Long enough to be a token, and longer than words and ids: a page may repeat what it was sent. */
const secretPattern = /[\w.~+=-]{40,}/g

/** A server's text for people: one short line without markup or possible tokens. */
export function excerpt(body: string): string {
  const text = body
    .slice(0, maxRead)
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^<>]*>/gi, ' ')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .replaceAll(secretPattern, '…')
    .trim()
  return text.length > maxChars ? `${text.slice(0, maxChars)}…` : text
}
