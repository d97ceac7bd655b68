import { createScanner, type Node, type SyntaxKind } from 'jsonc-parser'

type Kind = 'comma' | 'lineComment' | 'blockComment' | 'lineBreak' | 'blanks' | 'end'

/** As numbers: jsonc-parser's names are a `const enum`, which can't be used with isolated modules. */
const kinds: Readonly<Record<Kind, SyntaxKind>> = {
  comma: 5,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  blanks: 15,
  end: 17,
}

/** Where one edit ends and the rest of the file begins. */
export interface TokenBefore {
  readonly end: number
  readonly isBrace: boolean
  /** A line comment extends to the end of the line. */
  readonly isLineComment: boolean
}

/** The last token or comment before an offset in an object. */
export function tokenBefore(text: string, object: Node, place: number): TokenBefore {
  const scanner = createScanner(text, false)
  scanner.setPosition(object.offset)
  let found: TokenBefore = { end: object.offset + 1, isBrace: true, isLineComment: false }
  for (;;) {
    const kind = scanner.scan()
    const start = scanner.getTokenOffset()
    if (kind === kinds.end || start >= place) return found
    if (kind === kinds.blanks || kind === kinds.lineBreak) continue
    found = {
      end: start + scanner.getTokenLength(),
      isBrace: start === object.offset,
      isLineComment: kind === kinds.lineComment,
    }
  }
}

/** The offset of the comma that follows, after whitespace and comments; null if something else follows. */
export function commaAfter(text: string, place: number): number | null {
  const scanner = createScanner(text, true)
  scanner.setPosition(place)
  return scanner.scan() === kinds.comma ? scanner.getTokenOffset() : null
}

/** The end of an object's first line: after its brace or a comment; null if the line contains anything else. */
export function endOfFirstLine(text: string, object: Node): number | null {
  const scanner = createScanner(text, false)
  scanner.setPosition(object.offset + 1)
  let end = object.offset + 1
  for (;;) {
    const kind = scanner.scan()
    if (kind === kinds.lineBreak) return end
    if (kind === kinds.lineComment || kind === kinds.blockComment) {
      end = scanner.getTokenOffset() + scanner.getTokenLength()
    } else if (kind !== kinds.blanks) return null
  }
}
