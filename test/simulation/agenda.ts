/** Upcoming events, by true time. */
export interface Agenda {
  at(atMs: number, action: () => void): void
  /** Infinity when nothing is left. */
  nextMs(): number
  runNext(): void
}

export function createAgenda(): Agenda {
  // latest first, so that the next one can be popped off the end
  const entries: { readonly atMs: number; readonly action: () => void }[] = []
  return {
    at: (whenMs, action) => {
      const atMs = Math.ceil(whenMs)
      let index = entries.length
      while (index > 0 && entries[index - 1]!.atMs <= atMs) index -= 1
      entries.splice(index, 0, { atMs, action })
    },
    nextMs: () => entries.at(-1)?.atMs ?? Infinity,
    runNext: () => entries.pop()?.action(),
  }
}
