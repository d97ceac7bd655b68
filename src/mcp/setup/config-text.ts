import type { Place } from './entry.ts'
import { insertMember } from './json/insert-member.ts'
import { jsonText, readLayout } from './json/layout.ts'
import { findMember, getMembers, objectIn, parseConfig, readValue } from './json/parse-config.ts'
import { removeMember } from './json/remove-member.ts'
import { tomlServers, withoutTomlEntry, withTomlEntry } from './toml-text.ts'

const byteOrderMark = '\uFEFF'

/** Some editors start files with it, but it is not valid JSON. */
function withoutMark(text: string, work: (text: string) => string): string {
  return text.startsWith(byteOrderMark) ? byteOrderMark + work(text.slice(1)) : work(text)
}

/** Only Codex has a table with this name, in TOML; all other files are JSON. */
const isToml = (container: string) => container === 'mcp_servers'

/** Every server in a config file, by name; empty if there is no file. Throws `mcpConfigUnusable`. */
export function serversIn(text: string | null, container: string): ReadonlyMap<string, unknown> {
  const bare = (text ?? '').replace(/^\uFEFF/, '')
  if (isToml(container)) return tomlServers(bare, container)
  const root = parseConfig(bare)
  const object = root === null ? null : objectIn(root, container)
  if (object === null) return new Map()
  // a duplicate entry is reported when it matters
  return new Map(getMembers(object).map(({ key, value }) => [key, readValue(value)]))
}

/**
 * Adds this entry to a config file, or replaces the one with that name; nothing else changes. `text` is null if there is
 * no file yet. Throws `mcpConfigUnusable`.
 */
export function withEntry(text: string | null, place: Place, entry: unknown): string {
  const { container, name } = place
  return withoutMark(text ?? '', (bare) => {
    if (isToml(container)) return withTomlEntry(bare, place, entry)
    const root = parseConfig(bare)
    const layout = readLayout(bare, root)
    if (root === null) {
      const before = bare === '' || /[\r\n]$/.test(bare) ? bare : bare + layout.eol
      return `${before}${jsonText({ [container]: { [name]: entry } }, layout, '')}${layout.eol}`
    }
    const object = objectIn(root, container)
    if (object === null) return insertMember(bare, root, layout, container, { [name]: entry })
    const member = findMember(object, name)
    if (member === null) return insertMember(bare, object, layout, name, entry)
    const { offset, length } = member.value
    const isInOneLine = !/[\r\n]/.test(bare.slice(object.offset, offset))
    const lineStart = Math.max(bare.lastIndexOf('\n', offset), bare.lastIndexOf('\r', offset)) + 1
    const indent = /^[ \t]*/.exec(bare.slice(lineStart))?.[0] ?? ''
    const value = isInOneLine ? JSON.stringify(entry) : jsonText(entry, layout, indent)
    return bare.slice(0, offset) + value + bare.slice(offset + length)
  })
}

/**
 * Removes this entry from a config file; null if the file was created for it. `earlier` are the file's contents before
 * earlier changes: if adding the entry to one of them gives exactly the current text, nothing else has changed since, and
 * that content is restored byte for byte. Throws `mcpConfigUnusable`.
 */
export function withoutEntry(text: string, place: Place, earlier: readonly string[]): string | null {
  const entry = serversIn(text, place.container).get(place.name)
  if (entry === undefined) return text
  const before = [...earlier, null].find((one) => gives(one, place, entry, text))
  if (before !== undefined) return before
  return withoutMark(text, (bare) => {
    if (isToml(place.container)) return withoutTomlEntry(bare, place)
    const root = parseConfig(bare)
    const object = root === null ? null : objectIn(root, place.container)
    const member = object === null ? null : findMember(object, place.name)
    if (object === null || member === null) return bare
    return removeMember(bare, object, readLayout(bare, root), member)
  })
}

function gives(before: string | null, place: Place, entry: unknown, after: string): boolean {
  try {
    return !serversIn(before, place.container).has(place.name) && withEntry(before, place, entry) === after
  } catch {
    // that backup was broken
    return false
  }
}
