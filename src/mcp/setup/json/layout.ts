import type { Node } from 'jsonc-parser'

/** How a file is written. */
export interface Layout {
  readonly eol: string
  /** One step of indentation. */
  readonly unit: string
}

const defaultUnit = '  '

/** The blanks at the beginning of the line that has this place in it. */
export function indentAt(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? ''
}

/** Line ends and indentation as the file has them already. */
export function readLayout(text: string, root: Node | null): Layout {
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'
  const first = root?.children?.[0]
  if (root === null || first === undefined) return { eol, unit: defaultUnit }
  const outer = indentAt(text, root.offset)
  const inner = indentAt(text, first.offset)
  const isIndented = inner.length > outer.length && inner.startsWith(outer)
  return { eol, unit: isIndented ? inner.slice(outer.length) : defaultUnit }
}

/** A value as JSON in that layout; `indent` is that of the line it begins on. */
export function jsonText(value: unknown, { eol, unit }: Layout, indent: string): string {
  return JSON.stringify(value, null, unit).split('\n').join(`${eol}${indent}`)
}
