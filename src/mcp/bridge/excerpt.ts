const maxChars = 300

/** The sense of a longer page is at its beginning too. */
const maxRead = 64 * 1024

/** As long as a token, and longer than words and ids: a page may repeat what it was sent. */
const secretPattern = /[\w.~+=-]{40,}/g

/** The sense of a server's text for people: in one line, short, without markup and without what may be a token. */
export function excerpt(body: string): string {
  const text = body
    .slice(0, maxRead)
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^<>]*>/gi, ' ')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .replaceAll(secretPattern, '…')
    .trim()
  return text.length > maxChars ? `${text.slice(0, maxChars)}…` : text
}
