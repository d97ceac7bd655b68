import * as z from 'zod'
import { addedSettings } from '../../shared/account-form.ts'
import { accountFormSchema } from '../../shared/account.ts'
import { defaultSettings, settingsSchema, type Settings } from '../../shared/settings.ts'
import { syncedFileSchema } from '../../shared/synced-file.ts'
import { personSchema, siteSchema } from '../../shared/snapshot.ts'
import type { AccountRecord, Records } from '../../core/ports.ts'
import { AppError } from '../../shared/error-codes.ts'
import { type JsonFile, isNewer, type Fit } from './json-file.ts'

const registrationSchema = z.object({
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  secretExpiresAtMs: z.number().nullable(),
})

const storedRecordSchema = accountFormSchema.extend({
  id: z.string(),
  demo: z.boolean(),
  hasClientSecret: z.boolean(),
  /** Missing in records from older versions, like `syncedFiles`. */
  registration: registrationSchema.nullable().default(null),
  hasToken: z.boolean(),
  attempt: z.object({ atMs: z.number(), refreshTokenHash: z.string() }).nullable(),
  person: personSchema.nullable(),
  sites: z.array(siteSchema),
  syncedFiles: z.array(syncedFileSchema.extend({ id: z.string(), holdsToken: z.boolean() })).default([]),
})

const recordSchema: z.ZodType<AccountRecord> = z.preprocess(
  (value) => (typeof value === 'object' ? { ...addedSettings, ...value } : value),
  storedRecordSchema.loose(),
)

/** Settings that an older version did not know get their defaults. */
const settingsWithDefaults = z.preprocess(
  (value) => (typeof value === 'object' ? { ...defaultSettings, ...value } : value),
  settingsSchema.loose(),
)

/**
 * Increased when an older app would misread the file, so that it sets the file aside instead: not for new fields of the
 * file, its settings, or its accounts, which it keeps. Version 2 added kinds of accounts.
 */
const ownVersion = 2
const olderVersions = [1]

const fileSchema = z.looseObject({
  version: z.literal([ownVersion, ...olderVersions]),
  settings: z.unknown().optional(),
  accounts: z.array(z.unknown()).nullable().catch(null),
  unreadable: z.array(z.unknown()).catch([]),
})

/** The content of the settings file. It, the settings, and the accounts may have fields of a newer version. */
export interface RecordsContent extends Record<string, unknown> {
  readonly version: number
  readonly settings: Settings
  readonly accounts: readonly AccountRecord[]
  /** Records that this version can't read, unchanged. They become accounts again once they can be read. */
  readonly unreadable: readonly unknown[]
}

export const emptyRecords: RecordsContent = {
  version: ownVersion,
  settings: defaultSettings,
  accounts: [],
  unreadable: [],
}

/** The usable part of a file's content, and how much that is. */
export function readRecords(content: unknown): { readonly content: RecordsContent; readonly fit: Fit } {
  if (isNewer(content, ownVersion)) return { content: emptyRecords, fit: 'newer' }
  const file = fileSchema.safeParse(content)
  if (!file.success) return { content: emptyRecords, fit: 'damaged' }
  const settings = settingsWithDefaults.safeParse(file.data.settings)
  const accounts: AccountRecord[] = []
  const read = (stored: readonly unknown[]): unknown[] =>
    stored.filter((one) => {
      const { data } = recordSchema.safeParse(one)
      const isUsable = data !== undefined && accounts.every(({ id }) => id !== data.id)
      if (isUsable) accounts.push(data)
      return !isUsable
    })
  const unreadable = read(file.data.accounts ?? [])
  const isWhole = settings.success && unreadable.length === 0
  unreadable.push(...read(file.data.unreadable))
  return {
    content: {
      ...file.data,
      version: ownVersion,
      settings: settings.success ? settings.data : defaultSettings,
      accounts,
      unreadable,
    },
    fit: file.data.accounts === null ? 'damaged' : isWhole ? 'whole' : 'partlyDamaged',
  }
}

const namedSchema = z
  .object({ name: z.string().catch(''), id: z.string().catch('') })
  .catch({ name: '', id: '' })

/** What a person needs to know about a record that can't be read. */
export function describeUnreadable(record: unknown): {
  readonly name: string
  readonly field: string | null
} {
  const { name, id } = namedSchema.parse(record)
  const field = recordSchema.safeParse(record).error?.issues[0]?.path.join('.') ?? ''
  const shown = (name || id).replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim()
  return { name: shown.slice(0, 60), field: field === '' ? null : field.slice(0, 60) }
}

/** The record as it will be read back. Throws `internal` if it can't be. */
function toReadable(account: AccountRecord): AccountRecord {
  const { data, error } = storedRecordSchema.safeParse(account)
  if (data !== undefined) return data
  throw new AppError('internal', `an account’s ${error.issues[0]?.path.join('.')} could not be read back`)
}

/** What a newer version of the app has added to a record. */
function addedFields(record: AccountRecord | undefined): object {
  const fields = Object.entries(record ?? {})
  return Object.fromEntries(fields.filter(([name]) => !Object.hasOwn(storedRecordSchema.shape, name)))
}

/** The settings and account records in this file. What a newer version has added to them stays there. */
export function createRecords(file: JsonFile<RecordsContent>): Records {
  const withAdded = (account: AccountRecord): AccountRecord => ({
    ...addedFields(file.get().accounts.find(({ id }) => id === account.id)),
    ...toReadable(account),
  })
  return {
    accounts: () => file.get().accounts.map(toReadable),
    saveAccounts: (accounts) => file.set({ ...file.get(), accounts: accounts.map(withAdded) }),
    settings: () => settingsSchema.parse(file.get().settings),
    saveSettings: (settings) =>
      file.set({ ...file.get(), settings: { ...file.get().settings, ...settings } }),
  }
}
