import * as z from 'zod'
import { accountKinds } from './account-kinds.ts'
import { accountFormSchema } from './account.ts'
import { discoveredServerSchema } from './discovered-server.ts'
import { apiErrorCodes, errorCodes } from './error-codes.ts'
import { defaultEnvNames } from './env-names.ts'
import { personSchema, siteSchema, syncedFileSnapshotSchema } from './snapshot.ts'
import { envNamesSchema, syncedFileKind } from './synced-file.ts'

/** The body of every answer that is not 2xx. */
export const apiErrorSchema = z.object({
  error: z.object({ code: z.enum(apiErrorCodes), message: z.string() }),
})

const isoTime = z.iso.datetime()
const accountRef = z.object({ id: z.string(), name: z.string() })
const nothing = z.object({})
const failure = z.object({ code: z.enum(errorCodes), message: z.string() })

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
  /** Seconds that a fresh token of this account lives. */
  lifetimeSec: z.number(),
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
  /** What the server calls itself; null: nothing. */
  server: z.string().nullable(),
  person: personSchema.omit({ avatar: true }).nullable(),
  /** Why the person is not known although the token works. */
  personError: z.enum(errorCodes).nullable(),
})

const syncedFileAnswer = syncedFileSnapshotSchema
  .pick({ path: true, kind: true, state: true, trackedByGit: true })
  .extend({ error: failure.nullable() })

const accountStatusSchema = accountRef.extend({
  kind: z.enum(accountKinds),
  /** The server's URL; of MCP servers only. */
  url: z.string().optional(),
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
  /** Seconds that the token held has from renewal to expiry. */
  lifetimeSec: z.number().nullable(),
  needsRenewal: z.boolean(),
  /** When the next renewal is due. */
  renewsAt: isoTime.nullable(),
  /** False while the token is in memory only, because the keychain would not take it. */
  stored: z.boolean(),
  scopes: z.array(z.string()),
  problem: failure.nullable(),
  /** The sign-in under way; `question` waits for an answer. */
  signIn: z
    .object({ surface: z.enum(['window', 'browser', 'manual']), question: z.string().nullable() })
    .nullable(),
  /** Why the last sign-in did not work out. */
  signInError: failure.nullable(),
  person: personSchema.omit({ avatar: true }).nullable(),
  sites: z.array(siteSchema),
  /** Files that get each new token. */
  syncedFiles: z.array(syncedFileAnswer),
})

/** `GET /v1/status`, and each `status` event of `GET /v1/events`. */
export const statusSchema = z.object({
  version: z.string(),
  owner: z.object({ kind: z.enum(['app', 'agent']), pid: z.number() }),
  accounts: z.array(accountStatusSchema),
})

/** An account's settings; nothing secret. */
const accountSettingsSchema = accountRef.extend({
  ...accountFormSchema.shape,
  isDefault: z.boolean(),
  hasClientSecret: z.boolean(),
})

/** `GET /v1/accounts`. */
const accountListSchema = z.object({ accounts: z.array(accountSettingsSchema) })

/** An account as programs give it; what is left out has its default. The secret goes in and never comes out. */
const accountOptionsSchema = accountFormSchema
  .omit({ issuer: true, sendsIssuer: true, resource: true })
  .partial()
  .extend({
    clientSecret: z.string().trim().min(1).max(4096).optional(),
    /** Of an MCP server, in place of all other URLs. */
    url: accountFormSchema.shape.apiUrl.optional(),
    /** Of a Jira Data Center, in place of all other URLs. */
    baseUrl: accountFormSchema.shape.apiUrl.optional(),
  })

/** Whether a finished sign-in waits for an answer, in words; null: it is in place. */
const signInAnswerSchema = z.object({ question: z.string().nullable() })

const addedSchema = z.object({ account: accountRef })

/** What a check found out. */
const findingSchema = z.object({
  /** What was looked at: a word or two. */
  name: z.string(),
  /** The account that it is about. */
  account: z.string().nullable(),
  verdict: z.enum(['ok', 'warning', 'failed']),
  finding: z.string(),
  /** What to do about it; empty where nothing is wrong. */
  remedy: z.string(),
})

/** `POST /v1/check`. */
export const checkAnswerSchema = z.object({
  findings: z.array(findingSchema),
  /** What the owner runs on, in words. */
  runtime: z.string(),
  startAtLogin: z.boolean(),
  /** Where a browser sign-in comes back to. */
  callbacks: z.array(z.object({ account: z.string(), redirectUri: z.string(), isInUse: z.boolean() })),
})

/** A number of seconds, in a query or in JSON. */
const seconds = z.union([z.number(), z.string().regex(/^\d{1,9}(\.\d{1,3})?$/)]).transform(Number)

/** The names of variables; those left out are the usual ones. */
const envNamesOptionsSchema = z.object({
  accessToken: envNamesSchema.shape.accessToken.default(defaultEnvNames.accessToken),
  expiresAt: envNamesSchema.shape.expiresAt.default(defaultEnvNames.expiresAt),
  cloudId: envNamesSchema.shape.cloudId.default(defaultEnvNames.cloudId),
})

const account = '/v1/accounts/{id}'

const route = <
  M extends 'GET' | 'POST' | 'PATCH' | 'DELETE',
  P extends string,
  A extends z.ZodType,
  R extends z.ZodType,
>(
  method: M,
  path: P,
  args: A,
  answer: R,
) => ({ method, path, args, answer })

/**
 * Every request of the local API: its arguments (query parameters and the fields of a JSON body alike; those not known
 * are ignored) and its answer.
 */
export const localApiContract = {
  status: route('GET', '/v1/status', nothing, statusSchema),
  token: route('GET', `${account}/token`, z.object({ min_valid: seconds.optional() }), tokenAnswerSchema),
  renew: route(
    'POST',
    `${account}/renew`,
    z.object({ refused: z.string().max(100).optional() }),
    renewAnswerSchema,
  ),
  test: route('POST', `${account}/test`, nothing, testAnswerSchema),
  /** Looks for what is wrong: keychain, network, clock, and each account. */
  check: route('POST', '/v1/check', nothing, checkAnswerSchema),
  listAccounts: route('GET', '/v1/accounts', nothing, accountListSchema),
  addAccount: route(
    'POST',
    '/v1/accounts',
    accountOptionsSchema.extend({ name: accountFormSchema.shape.name }),
    addedSchema,
  ),
  changeAccount: route('PATCH', account, accountOptionsSchema.omit({ kind: true }), addedSchema),
  /** Where an MCP server has people sign in; nothing is stored. The next account for that URL is made of this answer. */
  discover: route(
    'POST',
    '/v1/discover',
    z.object({ url: accountFormSchema.shape.apiUrl }),
    discoveredServerSchema,
  ),
  removeAccount: route('DELETE', account, nothing, addedSchema),
  useAccount: route('POST', `${account}/use`, nothing, addedSchema),
  signIn: route(
    'POST',
    `${account}/sign-in`,
    z.object({ surface: z.enum(['window', 'browser', 'manual']).optional() }),
    /** The page to open; null when the owner shows it itself. */
    z.object({ url: z.string().nullable() }),
  ),
  /** Answers when the sign-in is over, or when it waits for an answer. */
  awaitSignIn: route('POST', `${account}/sign-in/wait`, nothing, signInAnswerSchema),
  answerSignIn: route(
    'POST',
    `${account}/sign-in/answer`,
    z.object({ proceed: z.boolean() }),
    signInAnswerSchema,
  ),
  cancelSignIn: route('DELETE', `${account}/sign-in`, nothing, nothing),
  /** Ends a manual sign-in with the URL redirected to, or with the code in it; the account is found by its state. */
  finishSignIn: route(
    'POST',
    '/v1/sign-in/finish',
    z.object({ redirectedTo: z.string().trim().min(1).max(16_384), account: z.string().max(100).optional() }),
    addedSchema.extend(signInAnswerSchema.shape),
  ),
  signOut: route('POST', `${account}/sign-out`, nothing, addedSchema),
  /** Takes over another program's sign-in; see `Accounts.takeOver`. */
  importTokens: route(
    'POST',
    `${account}/import`,
    z.object({ refreshToken: z.string().trim().min(1).max(16_384) }),
    addedSchema,
  ),
  /** Keeps a file current; `names` are those of the variables in a .env file. */
  addSyncedFile: route(
    'POST',
    `${account}/synced-files`,
    z.object({
      path: z.string().min(1).max(4096),
      kind: syncedFileKind,
      names: envNamesOptionsSchema.default(defaultEnvNames),
    }),
    z.object({ file: syncedFileAnswer }),
  ),
  /** Takes the token out of the file, and the file off the list. */
  removeSyncedFile: route(
    'DELETE',
    `${account}/synced-files`,
    z.object({ path: z.string().min(1).max(4096) }),
    nothing,
  ),
  /** The owner finishes what is under way, stores it and ends; an app refuses. */
  release: route('POST', '/v1/release', nothing, nothing),
} as const

export type LocalApiContract = typeof localApiContract
export type RouteName = keyof LocalApiContract
export type RouteArgs<R extends RouteName> = z.infer<LocalApiContract[R]['args']>
export type RouteAnswer<R extends RouteName> = z.infer<LocalApiContract[R]['answer']>
export type ApiError = z.infer<typeof apiErrorSchema>
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>
export type RenewAnswer = z.infer<typeof renewAnswerSchema>
export type TestAnswer = z.infer<typeof testAnswerSchema>
export type Finding = z.infer<typeof findingSchema>
export type CheckAnswer = z.infer<typeof checkAnswerSchema>
export type AccountStatus = z.infer<typeof accountStatusSchema>
export type Status = z.infer<typeof statusSchema>
export type AccountSettings = z.infer<typeof accountSettingsSchema>
