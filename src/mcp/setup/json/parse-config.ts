import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { AppError } from '../../../shared/error-codes.ts'

const unusable = (detail: string) => new AppError('mcpConfigUnusable', detail)

function whereIs(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
}

/** `CommaExpected` → `comma expected`. */
const inWords = (name: string) =>
  name
    .replace(/(?<=.)([A-Z])/g, ' $1')
    .toLowerCase()
    .trim()

/**
 * The root object of a config file, with the offsets of everything in it; null if the text is empty except for comments.
 * Allows comments and trailing commas. Throws `mcpConfigUnusable` with the position of any other error.
 */
export function parseConfig(text: string): Node | null {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const [error] = errors
  if (error !== undefined) {
    throw unusable(`${whereIs(text, error.offset)}: ${inWords(printParseErrorCode(error.error))}`)
  }
  if (root === undefined) return null
  if (root.type !== 'object') throw unusable('it is not a JSON object')
  return root
}

/** A member of an object. */
export interface Member {
  readonly whole: Node
  readonly key: string
  readonly value: Node
}

/** The members of an object, in order. */
export function getMembers(object: Node): Member[] {
  return (object.children ?? []).flatMap((whole) => {
    const [key, value] = whole.children ?? []
    return key === undefined || value === undefined ? [] : [{ whole, key: String(key.value), value }]
  })
}

/** The member with that name; null if there is none. Throws `mcpConfigUnusable` if there are several. */
export function findMember(object: Node, key: string): Member | null {
  const found = getMembers(object).filter((member) => member.key === key)
  // programs differ in which one they use
  if (found.length > 1) throw unusable(`it contains “${key}” twice`)
  return found[0] ?? null
}

/** The object with that name; null if there is none. Throws `mcpConfigUnusable` if it is something else. */
export function objectIn(object: Node, key: string): Node | null {
  const member = findMember(object, key)
  if (member === null) return null
  if (member.value.type !== 'object') throw unusable(`“${key}” is not an object`)
  return member.value
}

/** A node's value, with plain objects (jsonc-parser's own have no prototype). */
export function readValue(node: Node): unknown {
  return JSON.parse(JSON.stringify(getNodeValue(node))) as unknown
}
