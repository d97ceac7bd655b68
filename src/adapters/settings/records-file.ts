import * as z from 'zod'
import { undiscovered } from '../../shared/account-defaults.ts'
import { accountFormSchema } from '../../shared/account.ts'
import { defaultSettings, settingsSchema, type Settings } from '../../shared/settings.ts'
import { syncedFileSchema } from '../../shared/synced-file.ts'
import { personSchema, siteSchema } from '../../shared/snapshot.ts'
import type { AccountRecord, Records } from '../../core/ports.ts'
import { type JsonFile, isNewer, type Fit } from './json-file.ts'

/** Fields that records in files of version 1 lack, because every account was a Jira Cloud account. */
const version1Defaults = { kind: 'jira-cloud', ...undiscovered }

const storedRecordSchema = accountFormSchema.extend({
  id: z.string(),
  demo: z.boolean(),
  hasClientSecret: z.boolean(),
  hasToken: z.boolean(),
  attempt: z.object({ atMs: z.number(), refreshTokenHash: z.string() }).nullable(),
  person: personSchema.nullable(),
  sites: z.array(siteSchema),
  /** Missing in records from older versions. */
  syncedFiles: z.array(syncedFileSchema.extend({ id: z.string(), holdsToken: z.boolean() })).default([]),
})

const recordSchema: z.ZodType<AccountRecord> = z.preprocess(
  (value) => (typeof value === 'object' ? { ...version1Defaults, ...value } : value),
  storedRecordSchema,
)

/** Settings that an older version did not know get their defaults. */
const settingsWithDefaults = z.preprocess(
  (value) => (typeof value === 'object' ? { ...defaultSettings, ...value } : value),
  settingsSchema,
)

/**
 * Increased when an older app would misread the file, so that it sets the file aside instead. Version 2 added kinds of
 * accounts.
 */
const ownVersion = 2
const olderVersions = [1]

const fileSchema = z.object({
  version: z.literal([ownVersion, ...olderVersions]).transform(() => ownVersion),
  settings: settingsWithDefaults,
  accounts: z.array(recordSchema),
})

/** The content of the settings file. */
export interface RecordsContent extends Record<string, unknown> {
  readonly version: number
  readonly settings: Settings
  readonly accounts: readonly AccountRecord[]
}

export const emptyRecords: RecordsContent = { version: ownVersion, settings: defaultSettings, accounts: [] }

/** The usable part of a file's content, and how much that is. */
export function readRecords(content: unknown): { readonly content: RecordsContent; readonly fit: Fit } {
  const parsed = fileSchema.safeParse(content)
  if (parsed.success) return { content: parsed.data, fit: 'whole' }
  if (isNewer(content, ownVersion)) return { content: emptyRecords, fit: 'newer' }
  const { version, settings, accounts } = (content ?? {}) as Record<string, unknown>
  if (version !== ownVersion && !olderVersions.some((older) => older === version))
    return { content: emptyRecords, fit: 'damaged' }
  const usable = (Array.isArray(accounts) ? accounts : []).flatMap((account) => {
    const record = recordSchema.safeParse(account)
    return record.success ? [record.data] : []
  })
  const known = settingsWithDefaults.safeParse(settings)
  return {
    content: {
      version: ownVersion,
      settings: known.success ? known.data : defaultSettings,
      accounts: usable,
    },
    fit: 'damaged',
  }
}

/** The settings and account records in this file. */
export function createRecords(file: JsonFile<RecordsContent>): Records {
  return {
    accounts: () => file.get().accounts,
    saveAccounts: (accounts) => file.set({ ...file.get(), accounts: [...accounts] }),
    settings: () => file.get().settings,
    saveSettings: (settings) => file.set({ ...file.get(), settings }),
  }
}
