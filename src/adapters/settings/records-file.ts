import * as z from 'zod'
import { undiscovered } from '../../shared/account-defaults.ts'
import { accountFormSchema } from '../../shared/account.ts'
import { defaultSettings, settingsSchema, type Settings } from '../../shared/settings.ts'
import { syncedFileSchema } from '../../shared/synced-file.ts'
import { personSchema, siteSchema } from '../../shared/snapshot.ts'
import type { AccountRecord, Records } from '../../core/ports.ts'
import { AppError } from '../../shared/error-codes.ts'
import { type JsonFile, isNewer, type Fit } from './json-file.ts'

/** Fields that records in files of version 1 lack, because every account was a Jira Cloud account. */
const version1Defaults = { kind: 'jira-cloud', ...undiscovered }

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
  (value) => (typeof value === 'object' ? { ...version1Defaults, ...value } : value),
  storedRecordSchema,
)

/** Settings that an older version did not know get their defaults. */
const settingsWithDefaults = z.preprocess(
  (value) => (typeof value === 'object' ? { ...defaultSettings, ...value } : value),
  settingsSchema,
)

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a newer version of the app has added to an object that this one knows by its schema. */
function addedFields(stored: unknown, { shape }: { readonly shape: Fields }): Fields {
  if (!isFields(stored)) return {}
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !Object.hasOwn(shape, name)))
}

/** Fields of a newer version, which are kept as they are: in the file, its settings, and its accounts by ID. */
interface Added {
  readonly file: Fields
  readonly settings: Fields
  readonly accounts: Readonly<Record<string, Fields>>
}

function findAdded(content: unknown, accounts: readonly unknown[]): Added {
  const settings = isFields(content) ? content['settings'] : null
  const byId = accounts.flatMap((account) => {
    const fields = addedFields(account, storedRecordSchema)
    return isFields(account) && Object.keys(fields).length > 0 ? [[account['id'], fields]] : []
  })
  return {
    file: addedFields(content, fileSchema),
    settings: addedFields(settings, settingsSchema),
    accounts: Object.fromEntries(byId) as Added['accounts'],
  }
}

/**
 * Increased when an older app would misread the file, so that it sets the file aside instead: not for new fields of the
 * file, its settings, or its accounts, which it keeps. Version 2 added kinds of accounts.
 */
const ownVersion = 2
const olderVersions = [1]

const fileSchema = z.object({
  version: z.literal([ownVersion, ...olderVersions]),
  settings: z.unknown().optional(),
  accounts: z.array(z.unknown()).nullable().catch(null),
  unreadable: z.array(z.unknown()).catch([]),
})

/** The content of the settings file. */
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

/** The records as they will be read back. Throws `internal` if one can't be. */
function toReadable(accounts: readonly AccountRecord[]): AccountRecord[] {
  return accounts.map((account) => {
    const { data, error } = storedRecordSchema.safeParse(account)
    if (data !== undefined) return data
    throw new AppError('internal', `an account’s ${error.issues[0]?.path.join('.')} could not be read back`)
  })
}

/** The settings and account records in this file. */
export function createRecords(file: JsonFile<RecordsContent>): Records {
  return {
    accounts: () => file.get().accounts,
    saveAccounts: (accounts) => file.set({ ...file.get(), accounts: toReadable(accounts) }),
    settings: () => file.get().settings,
    saveSettings: (settings) => file.set({ ...file.get(), settings }),
  }
}
