import * as z from 'zod'
import { accountFormSchema } from '../../shared/account.ts'
import { defaultSettings, settingsSchema } from '../../shared/settings.ts'
import { syncedFileSchema } from '../../shared/synced-file.ts'
import { personSchema, siteSchema } from '../../shared/snapshot.ts'
import type { AccountRecord, Records } from '../../core/ports.ts'
import type { JsonFile } from './json-file.ts'

const recordSchema: z.ZodType<AccountRecord> = accountFormSchema.extend({
  id: z.string(),
  demo: z.boolean(),
  hasClientSecret: z.boolean(),
  hasToken: z.boolean(),
  attempt: z.object({ atMs: z.number(), refreshTokenHash: z.string() }).nullable(),
  person: personSchema.nullable(),
  sites: z.array(siteSchema),
  /** Records of versions before this one have none. */
  syncedFiles: z.array(syncedFileSchema.extend({ id: z.string(), holdsToken: z.boolean() })).default([]),
})

/** Settings that a version before this one did not know have their defaults. */
const settingsWithDefaults = z.preprocess(
  (value) => (typeof value === 'object' ? { ...defaultSettings, ...value } : value),
  settingsSchema,
)

/** `version` is raised when the shape changes; an upgrade step then turns the older shape into the newer one. */
const fileSchema = z.object({
  version: z.literal(1),
  settings: settingsWithDefaults,
  accounts: z.array(recordSchema),
})

export type RecordsContent = z.infer<typeof fileSchema>

export const emptyRecords: RecordsContent = { version: 1, settings: defaultSettings, accounts: [] }

/** What can be used of a file's content, and whether that is all of it. */
export function readRecords(content: unknown): { readonly content: RecordsContent; readonly whole: boolean } {
  const parsed = fileSchema.safeParse(content)
  if (parsed.success) return { content: parsed.data, whole: true }
  const { version, settings, accounts } = (content ?? {}) as Record<string, unknown>
  if (version !== 1) return { content: emptyRecords, whole: false }
  const usable = (Array.isArray(accounts) ? accounts : []).flatMap((account) => {
    const record = recordSchema.safeParse(account)
    return record.success ? [record.data] : []
  })
  const known = settingsWithDefaults.safeParse(settings)
  return {
    content: { version: 1, settings: known.success ? known.data : defaultSettings, accounts: usable },
    whole: false,
  }
}

/** Settings and account records in that file. */
export function createRecords(file: JsonFile<RecordsContent>): Records {
  return {
    accounts: () => file.get().accounts,
    saveAccounts: (accounts) => file.set({ ...file.get(), accounts: [...accounts] }),
    settings: () => file.get().settings,
    saveSettings: (settings) => file.set({ ...file.get(), settings }),
  }
}
