/**
 * Resolves and rejects as `work` does, or as `late` does once `timeoutMs` has passed. `work` is not canceled, and a later
 * rejection is ignored.
 */
export async function within<T, L>(timeoutMs: number, work: Promise<T>, late: () => L): Promise<T | L> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)))
  return Promise.race([work, over.then(late)]).finally(() => clearTimeout(timer))
}
