import * as z from 'zod'
import { accountSettingsSchema } from './account.ts'
import { cleanText } from './clean-text.ts'
import { errorCodes } from './error-table.ts'
import { settingsSchema } from './settings.ts'
import { syncedFileKind } from './synced-file.ts'

const errorCode = z.enum(errorCodes)

/** The provider's own words about a failure: HTTP status, error, description. Clean and without secrets. */
const detail = z.string().optional()

/** What is known about an account's token, without the token itself. Times are wall-clock milliseconds since 1970. */
const tokenSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('held'),
    obtainedAtMs: z.number(),
    expiresAtMs: z.number(),
    lifetimeSec: z.number(),
    hasRefreshToken: z.boolean(),
    /** False while it could not be saved in the keychain: it would be lost on quit. */
    stored: z.boolean(),
    scopes: z.array(z.string()),
  }),
])

/** Why a finished sign-in waits for the user's answer before it replaces the current one. */
const signInQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('otherPerson'), before: z.string(), now: z.string() }),
  z.object({ kind: z.literal('samePersonTwice'), accountName: z.string(), person: z.string() }),
  /** Another user of this computer may have signed in; null: it is unknown as whom. */
  z.object({ kind: z.literal('isItYou'), person: z.string().nullable() }),
])

const activitySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({
    kind: z.literal('signingIn'),
    surface: z.enum(['window', 'browser', 'manual']),
    step: z.enum(['waiting', 'exchanging', 'confirming']),
    question: signInQuestionSchema.nullable(),
    /** The page needs something that embedded windows don't support (Google sign-in, passkeys). */
    browserAdvised: z.boolean(),
    /** The page that the browser shows; null before it begins, after the answer, and for other surfaces. */
    pageUrl: z.string().nullable(),
    /** The browser couldn't be opened: the user has to open the page. */
    isUnopened: z.boolean(),
    /** An error that came back without saying which sign-in it belongs to, while this one keeps waiting. */
    strayError: z.string().nullable(),
  }),
  z.object({ kind: z.literal('renewing') }),
  z.object({
    kind: z.literal('retrying'),
    attempt: z.number(),
    nextAtMs: z.number(),
    error: errorCode,
    detail,
  }),
])

const problemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('signInNeeded'), reason: errorCode, detail }),
  z.object({ kind: z.literal('misconfigured'), reason: errorCode, detail }),
  z.object({ kind: z.literal('keychainUnavailable'), reason: errorCode, detail }),
])

/** A server's text to show, which is cleaned. */
const serverText = z.string().transform((text) => cleanText(text))

export const siteSchema = z.object({ id: serverText, name: serverText, url: serverText })

export const personSchema = z.object({
  accountId: serverText,
  name: serverText,
  email: serverText.nullable(),
  /** A data: URL, fetched by the owner; null without a picture. */
  avatar: z.string().nullable(),
})

/** The sync status of a file. */
const syncedFileStateSchema = z.object({
  /** `waiting`: there is no valid token to write yet. `expired`: the token in the file has expired. */
  state: z.enum(['current', 'waiting', 'expired', 'failed']),
  /** Why the last attempt failed, while `failed`; it is retried. */
  error: errorCode.nullable(),
  /** Details to add to the text for `error`. */
  detail: z.string().nullable(),
  /** Git tracks the file, so a commit would publish the token; null if that can't be determined. */
  trackedByGit: z.boolean().nullable(),
  /** Other users can write to one of the folders in its path, so they could replace the file. */
  inSharedFolder: z.boolean(),
})

export const syncedFileSnapshotSchema = syncedFileStateSchema.extend({
  /** Identifies the file without revealing its path. */
  id: z.string(),
  path: z.string(),
  kind: syncedFileKind,
})

const accountSnapshotSchema = accountSettingsSchema.extend({
  id: z.string(),
  hasClientSecret: z.boolean(),
  /** A demo account, which uses the local stand-in for Atlassian. */
  demo: z.boolean(),
  token: tokenSchema,
  activity: activitySchema,
  problem: problemSchema,
  /** Why the last sign-in failed; null if it succeeded or there was none. */
  signInError: errorCode.nullable(),
  signInErrorDetail: detail,
  /** When the next renewal is due; null when none is planned. */
  renewsAtMs: z.number().nullable(),
  person: personSchema.nullable(),
  sites: z.array(siteSchema),
  syncedFiles: z.array(syncedFileSnapshotSchema),
})

const noticeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fileSetAside'),
    file: z.string(),
    keptAs: z.string(),
    /**
     * `newer`: a newer version of the app wrote it. `restored`: it was damaged, and its last good copy is in use.
     * `missing`: so is the copy, `keptAs`.
     */
    why: z.enum(['damaged', 'partlyDamaged', 'restored', 'missing', 'newer']),
  }),
  /** The record of an account can't be read. */
  z.object({
    kind: z.literal('accountSetAside'),
    /** Empty if that can't be read either. */
    name: z.string(),
    /** Which of its fields can't be read; null: it is no record at all. */
    field: z.string().nullable(),
  }),
  z.object({ kind: z.literal('noTray'), desktop: z.string() }),
  z.object({ kind: z.literal('keychainUnavailable'), reason: errorCode }),
])

const updateSchema = z.object({
  version: z.string(),
  /** It only has to be installed. */
  isDownloaded: z.boolean(),
})

/** Everything viewers need, and no secrets. Viewers compute the countdown from `expiresAtMs`. */
export const appSnapshotSchema = z.object({
  version: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32']),
  /** Whether a demo account can be added (only when the app runs from source). */
  demoAvailable: z.boolean(),
  /** The host that is asked for newer versions; null: none is. */
  updateFeed: z.string().nullable(),
  /** A newer version; null if none is known, or if the user doesn't want to know. */
  update: updateSchema.nullable(),
  accounts: z.array(accountSnapshotSchema),
  settings: settingsSchema,
  notices: z.array(noticeSchema),
})

export type TokenFact = z.infer<typeof tokenSchema>
export type Activity = z.infer<typeof activitySchema>
export type Problem = z.infer<typeof problemSchema>
export type SignInQuestion = z.infer<typeof signInQuestionSchema>
export type Site = z.infer<typeof siteSchema>
export type Person = z.infer<typeof personSchema>
export type SyncedFileState = z.infer<typeof syncedFileStateSchema>
export type SyncedFileSnapshot = z.infer<typeof syncedFileSnapshotSchema>
export type AccountSnapshot = z.infer<typeof accountSnapshotSchema>
export type Update = z.infer<typeof updateSchema>
export type Notice = z.infer<typeof noticeSchema>
export type AppSnapshot = z.infer<typeof appSnapshotSchema>
