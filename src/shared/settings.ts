import { z } from 'zod'
import { bufferMinutesRange } from './account.ts'

/** 0 leaves the clipboard alone. */
const clipboardClearSec = z.union([z.literal(0), z.number().int().min(10).max(120)])

export const logLevels = ['error', 'warn', 'info', 'debug'] as const

export const settingsSchema = z.object({
  /** Minutes before expiry at which a renewal is due, for accounts that set none of their own. */
  bufferMinutes: z.number().int().min(bufferMinutesRange.min).max(bufferMinutesRange.max).default(5),
  clipboardClearSec: clipboardClearSec.default(30),
  startAtLogin: z.boolean().default(false),
  notifications: z.boolean().default(true),
  signInSurface: z.enum(['window', 'browser']).default('window'),
  /** Keep the sign-in window's cookies per account, so that the next sign-in is shorter. */
  keepSignInSession: z.boolean().default(false),
  /** The small window stays open when it loses the focus. */
  windowPinned: z.boolean().default(false),
  /** The account in the tray icon; null means the one closest to trouble. */
  pinnedAccountId: z.string().nullable().default(null),
  logLevel: z.enum(logLevels).default('info'),
})

export type Settings = z.infer<typeof settingsSchema>

export const defaultSettings: Settings = settingsSchema.parse({})
