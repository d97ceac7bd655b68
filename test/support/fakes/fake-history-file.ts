import { addEvent } from '../../../src/core/accounts/history.ts'
import type { HistoryFile } from '../../../src/core/ports.ts'
import type { HistoryEvent } from '../../../src/shared/history.ts'

/** A history in memory; `write` stands between the history and the disk, and may throw. */
export function createFakeHistoryFile(write: (work: () => void) => void = (work) => work()): HistoryFile {
  let content: Record<string, readonly HistoryEvent[]> = {}
  let length = 0
  return {
    read: () => content,
    append: (added) =>
      write(() => {
        const next = { ...content }
        for (const { account, event } of added) {
          const events = [...(next[account] ?? [])]
          addEvent(events, event)
          next[account] = events
        }
        content = next
        length += added.length
      }),
    save: (history) =>
      write(() => {
        content = history
        length = Object.values(history).flat().length
      }),
    length: () => length,
  }
}
