import * as z from 'zod'
import type { HistoryFile } from '../../core/ports.ts'
import { historyEventSchema, maxHistoryEvents, type HistoryEvent } from '../../shared/history.ts'
import { type JsonFile, isNewer, type Fit } from './json-file.ts'

const fileSchema = z.object({
  version: z.literal(1),
  accounts: z.record(z.string(), z.array(historyEventSchema).max(maxHistoryEvents)),
})

export type HistoryContent = z.infer<typeof fileSchema>

export const emptyHistory: HistoryContent = { version: 1, accounts: {} }

/** What can be used of a file's content: all or nothing. */
export function readHistory(content: unknown): { readonly content: HistoryContent; readonly fit: Fit } {
  const parsed = fileSchema.safeParse(content)
  if (parsed.success) return { content: parsed.data, fit: 'whole' }
  return { content: emptyHistory, fit: isNewer(content, 1) ? 'newer' : 'damaged' }
}

/** The history of all accounts in that file. */
export function createHistoryFile(file: JsonFile<HistoryContent>): HistoryFile {
  return {
    read: () => file.get().accounts,
    save: (history) => {
      const accounts: Record<string, HistoryEvent[]> = {}
      for (const [id, events] of Object.entries(history)) accounts[id] = [...events]
      file.set({ version: 1, accounts })
    },
  }
}
