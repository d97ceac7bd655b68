import * as z from 'zod'
import { errorCodes } from './error-codes.ts'

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

/** How many events are kept per account. */
export const maxHistoryEvents = 200
