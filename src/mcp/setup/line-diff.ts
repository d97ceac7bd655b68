const contextLines = 3

const splitLines = (text: string | null): string[] =>
  text === null || text === '' ? [] : text.split(/(?<=\n)/)

/** A line without its line ending. */
const shown = (line: string) => line.replace(/\r?\n$/, '')

/**
 * The difference between two contents of a file, in the style of `diff -u`, as one block: adding or removing an entry
 * changes only one place. null means no file.
 */
export function lineDiff(path: string, before: string | null, after: string | null): string {
  const [old, now] = [splitLines(before), splitLines(after)]
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const from = Math.max(0, head - contextLines)
  const behind = Math.min(tail, contextLines)
  const [oldEnd, nowEnd] = [old.length - tail, now.length - tail]
  const range = (lines: readonly string[], end: number) => {
    const count = end + behind - from
    return `${lines.length === 0 ? 0 : from + 1},${count}`
  }
  return [
    `--- ${before === null ? '/dev/null' : path}`,
    `+++ ${after === null ? '/dev/null' : path}`,
    `@@ -${range(old, oldEnd)} +${range(now, nowEnd)} @@`,
    ...old.slice(from, head).map((line) => ` ${shown(line)}`),
    ...old.slice(head, oldEnd).map((line) => `-${shown(line)}`),
    ...now.slice(head, nowEnd).map((line) => `+${shown(line)}`),
    ...now.slice(nowEnd, nowEnd + behind).map((line) => ` ${shown(line)}`),
  ].join('\n')
}
