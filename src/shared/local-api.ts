import * as z from 'zod'
import { errorCodes } from './error-codes.ts'
import { personSchema, siteSchema } from './snapshot.ts'

/** What can be wrong with a request as such, beside the codes of `error-codes.ts`. */
export const requestErrorCodes = [
  'badRequest',
  'unknownPath',
  'methodNotAllowed',
  'requestTooLarge',
  'requestTooSlow',
] as const

export const apiErrorCodes = [...errorCodes, ...requestErrorCodes] as const

/** The body of every answer that is not 2xx. */
export const apiErrorSchema = z.object({
  error: z.object({ code: z.enum(apiErrorCodes), message: z.string() }),
})

const isoTime = z.iso.datetime()
const accountRef = z.object({ id: z.string(), name: z.string() })

/** `GET /v1/accounts/{id}/token`. */
export const tokenAnswerSchema = z.object({
  account: accountRef,
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  /** Names this token and tells nothing about it; `renew` takes it as `refused`. */
  tokenId: z.string(),
  expiresAt: isoTime,
  /** Whole seconds left when it was answered, rounded down. */
  expiresInSec: z.number(),
  scopes: z.array(z.string()),
})

/** `POST /v1/accounts/{id}/renew`. */
export const renewAnswerSchema = tokenAnswerSchema.extend({
  /** When the token held before would have expired; null when none was held. */
  previousExpiresAt: isoTime.nullable(),
})

/** `POST /v1/accounts/{id}/test`. */
export const testAnswerSchema = z.object({
  account: accountRef,
  milliseconds: z.number(),
  sites: z.array(siteSchema),
  person: personSchema.omit({ avatar: true }).nullable(),
  /** Why the person is not known although the token works. */
  personError: z.enum(errorCodes).nullable(),
})

export const accountStatusSchema = accountRef.extend({
  isDefault: z.boolean(),
  state: z.enum([
    'valid',
    'renewing',
    'retrying',
    'signInNeeded',
    'misconfigured',
    'keychainUnavailable',
    'paused',
    'noAccount',
  ]),
  /** One line in words, for people. */
  summary: z.string(),
  hasAccessToken: z.boolean(),
  hasRefreshToken: z.boolean(),
  autoRenewalEnabled: z.boolean(),
  /** Whether renewals happen by themselves now: enabled, possible, and nothing is in the way. */
  autoRenewalRunning: z.boolean(),
  tokenType: z.literal('Bearer').nullable(),
  valid: z.boolean(),
  expiresAt: isoTime.nullable(),
  /** Whole seconds until then at the time of the answer, never negative. */
  expiresInSec: z.number().nullable(),
  needsRenewal: z.boolean(),
  /** When the next renewal is due. */
  renewsAt: isoTime.nullable(),
  /** False while the token is in memory only, because the keychain would not take it. */
  stored: z.boolean(),
  scopes: z.array(z.string()),
  trouble: z.object({ code: z.enum(errorCodes), message: z.string() }).nullable(),
  person: personSchema.omit({ avatar: true }).nullable(),
  sites: z.array(siteSchema),
})

/** `GET /v1/status`, and each `status` event of `GET /v1/events`. */
export const statusSchema = z.object({
  version: z.string(),
  owner: z.object({ kind: z.enum(['app', 'agent']), pid: z.number() }),
  accounts: z.array(accountStatusSchema),
})

export type ApiErrorCode = (typeof apiErrorCodes)[number]
export type RequestErrorCode = (typeof requestErrorCodes)[number]
export type ApiError = z.infer<typeof apiErrorSchema>
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>
export type RenewAnswer = z.infer<typeof renewAnswerSchema>
export type TestAnswer = z.infer<typeof testAnswerSchema>
export type AccountStatus = z.infer<typeof accountStatusSchema>
export type Status = z.infer<typeof statusSchema>
