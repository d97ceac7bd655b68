/** Lets changes of the same account happen one after the other. */
export interface Turns {
  /** Does the work when the account's earlier turns are over. Settles as the work does. */
  take<T>(accountId: string, work: () => Promise<T>): Promise<T>
}

/** Creates the turns of all accounts. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    take: (accountId, work) => {
      const turn = (last.get(accountId) ?? Promise.resolve()).then(work)
      const over = turn
        .catch(() => undefined)
        .then(() => {
          if (last.get(accountId) === over) last.delete(accountId)
        })
      last.set(accountId, over)
      return turn
    },
  }
}
