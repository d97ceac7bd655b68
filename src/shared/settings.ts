import * as z from 'zod'
import { bufferMinutesRange } from './account.ts'

/** 0 never clears the clipboard. */
const clipboardClearSec = z.union([z.literal(0), z.number().int().min(10).max(120)])

export const logLevels = ['error', 'warn', 'info', 'debug'] as const

export const settingsSchema = z.object({
  /** Minutes before expiry at which a renewal is due, for accounts that don't set their own. */
  bufferMinutes: z.number().int().min(bufferMinutesRange.min).max(bufferMinutesRange.max),
  clipboardClearSec: clipboardClearSec,
  startAtLogin: z.boolean(),
  notifications: z.boolean(),
  signInSurface: z.enum(['window', 'browser']),
  /** Keep the sign-in window's cookies per account, so that the next sign-in is quicker. */
  keepSignInSession: z.boolean(),
  /** The window stays open when it loses focus. */
  windowPinned: z.boolean(),
  /** The size that the user gave the window; null: it fits its content. */
  windowSize: z
    .object({ width: z.number().int().positive(), height: z.number().int().positive() })
    .nullable(),
  /** The account in the tray icon; null: the one that needs attention first. */
  pinnedAccountId: z.string().nullable(),
  /** The account programs get when they don't name one; null: the first. */
  defaultAccountId: z.string().nullable(),
  logLevel: z.enum(logLevels),
  /** A PEM file with certificate authorities to trust beside the system's; null: none. */
  caFile: z.string().max(4096).nullable(),
  /** Look once a day for a newer version, where one may be published. */
  checksForUpdates: z.boolean(),
  /** The last time that was done; null: never. */
  updateCheck: z
    .object({
      atMs: z.number(),
      /** The newest version that is known. */
      version: z.string().nullable(),
      /** Why that could not be found out, in a few words. */
      problem: z.string().nullable(),
    })
    .nullable(),
})

/** What programs may read and change over the local API. */
export const sharedSettingsSchema = settingsSchema.pick({ caFile: true, checksForUpdates: true })

export type Settings = z.infer<typeof settingsSchema>

export const defaultSettings: Settings = {
  bufferMinutes: 5,
  clipboardClearSec: 30,
  startAtLogin: false,
  notifications: true,
  signInSurface: 'window',
  keepSignInSession: false,
  windowPinned: false,
  windowSize: null,
  pinnedAccountId: null,
  defaultAccountId: null,
  logLevel: 'info',
  caFile: null,
  checksForUpdates: true,
  updateCheck: null,
}
