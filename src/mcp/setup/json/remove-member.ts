import type { Node } from 'jsonc-parser'
import { indentAt, type Layout } from './layout.ts'
import { getMembers, type Member } from './parse-config.ts'
import { commaAfter, tokenBefore } from './trivia.ts'

interface Cut {
  readonly from: number
  readonly to: number
}

const startsWithLineEnd = (text: string) => /^[\r\n]/.test(text)

/** The comma to remove with the member, before or after it; null if there is none. */
function findComma(text: string, object: Node, member: Member): number | null {
  const after = commaAfter(text, member.whole.offset + member.whole.length)
  if (after !== null) return after
  const members = getMembers(object)
  const index = members.findIndex(({ whole }) => whole.offset === member.whole.offset)
  const previous = members[index - 1]?.whole
  return previous === undefined ? null : commaAfter(text, previous.offset + previous.length)
}

/**
 * Removes a member from an object, with the whitespace before it and its comma; comments stay. Undoes `insertMember` byte
 * for byte.
 */
export function removeMember(text: string, object: Node, layout: Layout, member: Member): string {
  const { offset, length } = member.whole
  const before = tokenBefore(text, object, offset)
  const comma = findComma(text, object, member)
  let end = comma === offset + length ? comma + 1 : offset + length
  if ((object.children ?? []).length === 1) {
    const closing = `${layout.eol}${indentAt(text, object.offset)}`
    const rest = text.slice(end)
    const isOurs = before.isBrace || startsWithLineEnd(rest.slice(closing.length))
    if (rest.startsWith(closing) && isOurs) end += closing.length
  }
  // what follows must not become part of the comment
  const kept =
    before.isLineComment && !startsWithLineEnd(text.slice(end))
      ? (/^\r\n|^[\r\n]/.exec(text.slice(before.end))?.[0].length ?? 0)
      : 0
  const cuts: Cut[] = [{ from: before.end + kept, to: end }]
  const isCommaLeft = comma !== null && (comma < before.end || comma >= end)
  if (isCommaLeft) cuts.push({ from: comma, to: comma + 1 })
  return cuts
    .sort((a, b) => b.from - a.from)
    .reduce((rest, { from, to }) => rest.slice(0, from) + rest.slice(to), text)
}
