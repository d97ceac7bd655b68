import stringWidth from 'string-width'
import { colored, type Color } from './color.ts'

/** The width of the terminal; without one, nothing has to fit. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity
}

const segmenter = new Intl.Segmenter()

/** The most columns that any of these texts takes in a terminal; 0 if there are none. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)))
}

/** A text with spaces after it, up to a number of columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

/** A text that is cut to a number of columns, with an ellipsis. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  if (width < 1) return ''
  let start = ''
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(start + segment) > width - 1) break
    start += segment
  }
  return `${start}…`
}

/** Where the text of a line begins: after its spaces, or after the first column if it has two. */
const textStart = /^\s*(\S.*?\s{2,})?/

/** Wraps a line at spaces; what follows is indented like its text. Longer words stay whole. */
function wrapLine(line: string, columns: number): string[] {
  const start = textStart.exec(line)?.[0].length ?? 0
  const indent = ' '.repeat(start > columns / 2 ? 4 : start)
  const lines: string[] = []
  let rest = line
  while (rest.length > columns) {
    const room = rest.slice(0, columns + 1).lastIndexOf(' ')
    const end = room > indent.length ? room : rest.indexOf(' ', Math.max(columns, indent.length + 1))
    if (end === -1) break
    lines.push(rest.slice(0, end).trimEnd())
    rest = indent + rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** Whether a line continues the paragraph, or the text in the second column, of the line before. */
function continues(line: string, before: string): boolean {
  if (line.trim() === '' || before.trim() === '') return false
  const start = textStart.exec(before)?.[0].length ?? 0
  return indentOf(line) === start && (start === 0 || start > indentOf(before))
}

/** The lines without the breaks that only keep them short. */
function joinLines(lines: readonly string[]): string[] {
  const joined: string[] = []
  for (const line of lines) {
    const before = joined.at(-1)
    if (before !== undefined && continues(line, before))
      joined[joined.length - 1] = `${before} ${line.trim()}`
    else joined.push(line)
  }
  return joined
}

/**
 * Wraps a help text at words, if it is too wide. The examples, which come last, stay as they are: people copy them.
 */
export function wrapHelp(text: string, columns: number): string {
  const lines = text.split('\n')
  const examples = lines.findIndex((line) => /^Examples?\b.*:$/.test(line))
  const end = examples === -1 ? lines.length : examples
  const prose = lines.slice(0, end)
  if (prose.every((line) => line.length <= columns)) return text
  return [...joinLines(prose).flatMap((line) => wrapLine(line, columns)), ...lines.slice(end)].join('\n')
}

export interface Cell {
  readonly text: string
  readonly color?: Color
}

const paint = (text: string, color: Color | undefined) => (color === undefined ? text : colored(color, text))

/**
 * A table with one line per row. If that is too wide: the first cell of each row, and below it a line for each of the
 * others.
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  columns: number,
): string {
  const widths = headings.map((heading, column) =>
    widest([heading, ...rows.map((row) => row[column]?.text ?? '')]),
  )
  const toLine = (cells: readonly Cell[]) =>
    cells
      .map(({ text, color }, column) =>
        paint(column === cells.length - 1 ? text : padded(text, widths[column] ?? 0), color),
      )
      .join('  ')
      .trimEnd()
  if (widths.reduce((sum, width) => sum + width + 2, -2) <= columns)
    return [toLine(headings.map((text) => ({ text }))), ...rows.map(toLine)].join('\n')

  const labelWidth = Math.max(...headings.map((heading) => heading.length))
  return rows
    .flatMap(([first, ...others]) => [
      first?.text ?? '',
      ...others.flatMap(({ text, color }, index) => {
        const label = `  ${(headings[index + 1] ?? '').toLowerCase().padEnd(labelWidth)}  `
        const lines = wrapLine(label + text, columns)
        return lines.map((line) => line.slice(0, label.length) + paint(line.slice(label.length), color))
      }),
    ])
    .join('\n')
}

/** A line for each row; the last cell is wrapped below itself if the line is too wide. */
export function formatLines(rows: readonly (readonly string[])[], columns: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => widest(rows.map((row) => row[column] ?? '')))
  return rows.flatMap((row) => {
    const start = row.slice(0, -1).map((text, column) => `${padded(text, widths[column] ?? 0)}  `)
    // names may be wider than they have characters, so the start is put in front of what is wrapped
    const startWidth = widest([start.join('')])
    const [first = '', ...others] = wrapLine(' '.repeat(startWidth) + (row.at(-1) ?? ''), columns)
    return [start.join('') + first.slice(startWidth), ...others].map((line) => line.trimEnd())
  })
}
