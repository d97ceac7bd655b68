/** How many letters to insert, drop, replace, or swap with their neighbor (optimal string alignment distance). */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1
      const at = (line: readonly number[], index: number) => line[index] ?? Infinity
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + cost,
          isSwap ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? Infinity
}

/** The word that was probably meant: one that begins like this, or else the closest one; null when none is close. */
export function closestWord(typed: string, words: readonly string[]): string | null {
  const begun = words.filter((word) => typed.length > 1 && word.startsWith(typed))
  if (begun.length === 1) return begun[0] ?? null
  const maxDistance = typed.length > 4 ? 2 : 1
  const ranked = words
    .map((word) => ({ word, distance: editDistance(typed, word) }))
    .filter(({ distance }) => distance <= maxDistance)
    .toSorted((one, other) => one.distance - other.distance)
  return ranked[0]?.word ?? null
}
