/** Shares calls: one with the key of a call in progress gets that one's result, or its failure. */
export function createSharedCalls<T>(): (key: string, start: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  return (key, start) => {
    const before = running.get(key)
    if (before !== undefined) return before
    const call = start().finally(() => running.delete(key))
    running.set(key, call)
    return call
  }
}
