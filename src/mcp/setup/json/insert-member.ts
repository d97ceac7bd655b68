import type { Node } from 'jsonc-parser'
import { indentAt, jsonText, type Layout } from './layout.ts'
import { endOfFirstLine } from './trivia.ts'

/**
 * Inserts a member at the beginning of an object, as one piece: the existing bytes don't change, and `removeMember` can
 * remove the same piece again. At the beginning, because that needs no comma after another member.
 */
export function insertMember(
  text: string,
  object: Node,
  layout: Layout,
  key: string,
  value: unknown,
): string {
  const put = (place: number, piece: string) => text.slice(0, place) + piece + text.slice(place)
  const name = JSON.stringify(key)
  const first = object.children?.[0]
  const lineEnd = endOfFirstLine(text, object)
  const afterBrace = object.offset + 1
  const outer = indentAt(text, object.offset)
  if (first === undefined) {
    const inner = outer + layout.unit
    const piece = `${layout.eol}${inner}${name}: ${jsonText(value, layout, inner)}${layout.eol}${outer}`
    return put(lineEnd ?? afterBrace, piece)
  }
  if (lineEnd === null) {
    // the object is on one line, so stay on it
    const blanks = /^[ \t]*/.exec(text.slice(afterBrace))?.[0] ?? ''
    const space = blanks === '' ? '' : ' '
    return put(afterBrace, `${blanks}${name}:${space}${JSON.stringify(value)},`)
  }
  const beside = indentAt(text, first.offset)
  const isAlone = text.slice(0, first.offset).endsWith(`${layout.eol}${beside}`)
  const inner = isAlone ? beside : outer + layout.unit
  return put(lineEnd, `${layout.eol}${inner}${name}: ${jsonText(value, layout, inner)},`)
}
