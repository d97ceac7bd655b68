import * as z from 'zod'
import { errorCodes } from './error-table.ts'

const at = { atMs: z.number() }

/** `detail`: the provider's own words. */
const failure = { code: z.enum(errorCodes), detail: z.string().optional() }

/** One entry of an account's history; never contains a secret. */
export const historyEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('renewed'),
    ...at,
    /** Seconds the old token had left (0 if it had expired), and seconds the new one has. */
    hadLeftSec: z.number(),
    leftSec: z.number(),
    expiresAtMs: z.number(),
    nextAtMs: z.number().nullable(),
  }),
  z.object({ kind: z.literal('failed'), ...at, ...failure }),
  z.object({ kind: z.literal('signedIn'), ...at, person: z.string().nullable() }),
  z.object({ kind: z.literal('signInFailed'), ...at, ...failure }),
  z.object({ kind: z.literal('signedOut'), ...at }),
  z.object({ kind: z.literal('copied'), ...at }),
  /** `count` tokens issued to one program, the last one at `atMs`. */
  z.object({
    kind: z.literal('issued'),
    ...at,
    sinceMs: z.number(),
    client: z.string(),
    count: z.number(),
  }),
  /** `sinceMs`: when it went to sleep, if that is known. */
  z.object({ kind: z.literal('wokeUp'), ...at, sinceMs: z.number().optional() }),
])

export type HistoryEvent = z.infer<typeof historyEventSchema>

/** An account's past 24 hours, from `fromMs` on. */
export const pastDaySchema = z.object({
  fromMs: z.number(),
  /** When the token was valid, when it was expired and not yet replaced, and on top, when the computer was asleep. */
  spans: z.array(
    z.object({ kind: z.enum(['valid', 'expired', 'asleep']), fromMs: z.number(), toMs: z.number() }),
  ),
  renewals: z.array(z.number()),
  failures: z.array(z.number()),
})

export type PastDay = z.infer<typeof pastDaySchema>

/** How many events are kept per account. */
export const maxHistoryEvents = 200

const isoTime = z.iso.datetime()
const when = { at: isoTime }

/** `message`: a text for people, with the provider's own words. */
const toldFailure = { code: z.enum(errorCodes), message: z.string() }

const historyEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('renewed'),
    ...when,
    /** Seconds the old token had left (0 if it had expired). */
    hadLeftSec: z.number(),
    expiresAt: isoTime,
  }),
  z.object({ kind: z.literal('failed'), ...when, ...toldFailure }),
  z.object({ kind: z.literal('signedIn'), ...when, person: z.string().nullable() }),
  z.object({ kind: z.literal('signInFailed'), ...when, ...toldFailure }),
  z.object({ kind: z.literal('issued'), ...when, since: isoTime, client: z.string(), count: z.number() }),
  z.object({ kind: z.enum(['signedOut', 'copied', 'wokeUp']), ...when }),
])

/** An event as other programs get it. */
export type HistoryEntry = z.infer<typeof historyEntrySchema>

/** `GET /v1/accounts/{id}/history`. */
export const historyAnswerSchema = z.object({
  account: z.object({ id: z.string(), name: z.string() }),
  summary: z.object({
    /** When the first known event happened; null: there is none. Nothing before it is counted. */
    since: isoTime.nullable(),
    renewals: z.number(),
    /** Failed renewals. */
    failures: z.number(),
    /** Tokens issued to programs, most first. */
    issued: z.array(z.object({ client: z.string(), count: z.number(), lastAt: isoTime })),
    /** Times the token was copied to the clipboard. */
    copied: z.number(),
    /** Seconds between the expiry of a token and the next token, sign-in, or sign-out, as far as the events prove it. */
    withoutTokenSec: z.number(),
  }),
  /** Oldest first. */
  events: z.array(historyEntrySchema),
})

export type HistoryAnswer = z.infer<typeof historyAnswerSchema>
