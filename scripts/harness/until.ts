export const everyMs = 30

/** Only stops what hangs: a slow machine gets the time that it needs. */
export const maxWaitMs = 120_000

/** Resolves with the first answer that passes; rejects with the last one when none does in time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  passes: (answer: T) => boolean,
  withinMs = maxWaitMs,
): Promise<T> {
  const startedMs = performance.now()
  let last: { answer: T } | { error: unknown }
  for (;;) {
    try {
      const answer = await ask()
      if (passes(answer)) return answer
      last = { answer }
    } catch (error) {
      last = { error }
    }
    if (performance.now() - startedMs > withinMs) break
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  const found = 'answer' in last ? JSON.stringify(last.answer) : String(last.error)
  throw new Error(`waited ${withinMs} ms until ${what}; last: ${found}`)
}
