import type { Node } from 'jsonc-parser'

/** The formatting of a file. */
export interface Layout {
  readonly eol: string
  /** One step of indentation. */
  readonly unit: string
}

const defaultUnit = '  '

/** The indentation of the line at this offset. */
export function indentAt(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? ''
}

/** The file's existing line endings and indentation. */
export function readLayout(text: string, root: Node | null): Layout {
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'
  const first = root?.children?.[0]
  if (root === null || first === undefined) return { eol, unit: defaultUnit }
  const outer = indentAt(text, root.offset)
  const inner = indentAt(text, first.offset)
  const isIndented = inner.length > outer.length && inner.startsWith(outer)
  return { eol, unit: isIndented ? inner.slice(outer.length) : defaultUnit }
}

/** A value as JSON in that layout; `indent` is the indentation of its first line. */
export function jsonText(value: unknown, { eol, unit }: Layout, indent: string): string {
  return JSON.stringify(value, null, unit).split('\n').join(`${eol}${indent}`)
}
