import * as z from 'zod'
import { accountKinds } from './account-kinds.ts'
import { accountOptionsSchema } from './account-options.ts'
import { trayStates } from './account-view.ts'
import { accountFormSchema, accountSettingsSchema } from './account.ts'
import { discoveredServerSchema } from './discovered-server.ts'
import { errorCodes, requestErrorCodes } from './error-table.ts'
import { defaultEnvNames } from './env-names.ts'
import { foundTokensSchema } from './found-tokens.ts'
import { historyAnswerSchema } from './history.ts'
import { maxUrlLength } from './safe-url.ts'
import type { RouteName } from './local-api-routes.ts'
import { maxScopes } from './scopes.ts'
import { sharedSettingsSchema } from './settings.ts'
import { personSchema, siteSchema, syncedFileSnapshotSchema } from './snapshot.ts'
import { envNamesOptionsSchema, syncedFileKind, syncedFileSchema } from './synced-file.ts'

/** The body of every non-2xx response. */
export const apiErrorSchema = z.object({
  error: z.object({ code: z.enum([...errorCodes, ...requestErrorCodes]), message: z.string() }),
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
  /** Identifies this token without revealing it; pass it to `renew` as `refused`. */
  tokenId: z.string(),
  expiresAt: isoTime,
  /** Whole seconds until it expires, rounded down, at the time of the response. */
  expiresInSec: z.number(),
  /** Lifetime of a new token of this account, in seconds. */
  lifetimeSec: z.number(),
  scopes: z.array(z.string()),
})

/** `POST /v1/accounts/{id}/renew`. */
export const renewAnswerSchema = tokenAnswerSchema.extend({
  /** When the previous token would have expired; null if there was none. */
  previousExpiresAt: isoTime.nullable(),
})

/** `POST /v1/accounts/{id}/test`. */
export const testAnswerSchema = z.object({
  account: accountRef,
  milliseconds: z.number(),
  sites: z.array(siteSchema),
  /** The server's own name; null: it gives none. */
  server: z.string().nullable(),
  person: personSchema.omit({ avatar: true }).nullable(),
  /** Why the person is unknown although the token works. */
  personError: z.enum(errorCodes).nullable(),
})

const syncedFileAnswer = syncedFileSnapshotSchema
  .pick({ path: true, kind: true, state: true, trackedByGit: true, inSharedFolder: true })
  .extend({ error: failure.nullable() })

const accountStatusSchema = accountRef.extend({
  kind: z.enum(accountKinds),
  /** The server's URL; for MCP servers only. */
  url: z.string().optional(),
  isDefault: z.boolean(),
  state: z.enum(trayStates),
  /** One line of text for people. */
  summary: z.string(),
  hasAccessToken: z.boolean(),
  hasRefreshToken: z.boolean(),
  autoRenewalEnabled: z.boolean(),
  /** Whether tokens are renewed automatically now: enabled, possible, and not blocked by a problem. */
  autoRenewalRunning: z.boolean(),
  tokenType: z.literal('Bearer').nullable(),
  valid: z.boolean(),
  expiresAt: isoTime.nullable(),
  /** Whole seconds until `expiresAt` at the time of the response, never negative. */
  expiresInSec: z.number().nullable(),
  /** Lifetime of the current token, in seconds. */
  lifetimeSec: z.number().nullable(),
  needsRenewal: z.boolean(),
  /** When the next renewal is due. */
  renewsAt: isoTime.nullable(),
  /** False while the token is only in memory because it could not be saved in the keychain. */
  stored: z.boolean(),
  scopes: z.array(z.string()),
  problem: failure.nullable(),
  /** Why the last renewal failed, and when it is tried again. */
  retry: failure.extend({ nextAt: isoTime }).nullable(),
  /** The sign-in in progress; `question` waits for an answer. */
  signIn: z
    .object({ surface: z.enum(['window', 'browser', 'manual']), question: z.string().nullable() })
    .nullable(),
  /** Why the last sign-in failed. */
  signInError: failure.nullable(),
  person: personSchema.omit({ avatar: true }).nullable(),
  sites: z.array(siteSchema),
  /** Files that receive every new token. */
  syncedFiles: z.array(syncedFileAnswer),
})

/** What is wrong with the settings on disk; what is kept stays until the user has mended or removed it. */
const settingsNotices = z.array(
  z.object({ kind: z.enum(['fileSetAside', 'accountSetAside']), message: z.string() }),
)

/** `GET /v1/status`, and each `status` event of `GET /v1/events`. */
export const statusSchema = z.object({
  version: z.string(),
  owner: z.object({ kind: z.enum(['app', 'agent']), pid: z.number() }),
  accounts: z.array(accountStatusSchema),
  notices: settingsNotices,
  startAtLogin: z.boolean(),
  /** The newest version, if it is newer than the owner's; null otherwise, and when it is unknown. */
  newerVersion: z.string().nullable(),
  /** The host that is asked for newer versions; null: none is. */
  updateFeed: z.string().nullable(),
  ...sharedSettingsSchema.shape,
})

/** An account's settings, without secrets. */
const accountAnswerSchema = accountRef.extend({
  ...accountSettingsSchema.shape,
  isDefault: z.boolean(),
  hasClientSecret: z.boolean(),
})

/** `GET /v1/accounts`. */
const accountListSchema = z.object({ accounts: z.array(accountAnswerSchema), notices: settingsNotices })

/** The question a finished sign-in is waiting on, as text; null: the sign-in is complete. */
const signInAnswerSchema = z.object({ question: z.string().nullable() })

const addedSchema = z.object({ account: accountRef })

/** The result of a check. */
const findingSchema = z.object({
  /** What was checked, in a word or two. */
  name: z.string(),
  /** The account it concerns. */
  account: z.string().nullable(),
  verdict: z.enum(['ok', 'warning', 'failed']),
  finding: z.string(),
  /** How to fix it; empty if nothing is wrong. */
  remedy: z.string(),
})

/** `POST /v1/check`. */
export const checkAnswerSchema = z.object({
  findings: z.array(findingSchema),
  /** What the owner runs on, as text. */
  runtime: z.string(),
  startAtLogin: z.boolean(),
  /** The callback URLs of browser sign-ins. */
  callbacks: z.array(z.object({ account: z.string(), redirectUri: z.string(), isInUse: z.boolean() })),
})

/** A number of seconds, in a query string or in JSON. */
const secondsText = 'It must be a number of seconds.'
const seconds = z
  .union([z.number(), z.string().regex(/^\d{1,9}(\.\d{1,3})?$/, secondsText)], secondsText)
  .transform(Number)

const route = <A extends z.ZodType, R extends z.ZodType>(args: A, answer: R) => ({ args, answer })

/**
 * What each route of the local API takes (query parameters or fields of a JSON body; unknown ones are ignored) and
 * answers.
 */
export const localApiContract = {
  status: route(nothing, statusSchema),
  token: route(z.object({ min_valid: seconds.optional() }), tokenAnswerSchema),
  renew: route(z.object({ refused: z.string().max(100).optional() }), renewAnswerSchema),
  test: route(nothing, testAnswerSchema),
  history: route(nothing, historyAnswerSchema),
  /** Diagnoses problems with the keychain, the network, the clock, and each account. */
  check: route(nothing, checkAnswerSchema),
  listAccounts: route(nothing, accountListSchema),
  addAccount: route(accountOptionsSchema.extend({ name: accountFormSchema.shape.name }), addedSchema),
  changeAccount: route(accountOptionsSchema.omit({ kind: true }), addedSchema),
  /** Discovers where to sign in to an MCP server; nothing is stored. The next account for that URL uses this result. */
  discover: route(z.object({ url: accountFormSchema.shape.apiUrl }), discoveredServerSchema),
  /**
   * For an MCP server that requires scopes the token lacks (RFC 6750 section 3.1): the next sign-in asks for them too.
   * `url` is the server. Other kinds of accounts, and other servers, change nothing.
   */
  requestScopes: route(
    z.object({ url: z.string().max(maxUrlLength), scopes: z.array(z.string().max(1000)).max(maxScopes) }),
    z.object({ requested: z.boolean() }),
  ),
  removeAccount: route(nothing, addedSchema),
  useAccount: route(nothing, addedSchema),
  signIn: route(
    z.object({ surface: z.enum(['window', 'browser', 'manual']).optional() }),
    /** The page to open; null when the owner opens it. */
    z.object({ url: z.string().nullable() }),
  ),
  /** Responds when the sign-in has finished or is waiting for an answer. */
  awaitSignIn: route(nothing, signInAnswerSchema),
  answerSignIn: route(z.object({ proceed: z.boolean() }), signInAnswerSchema),
  cancelSignIn: route(nothing, nothing),
  /** Finishes a manual sign-in with the redirected URL or the code in it; its state identifies the account. */
  finishSignIn: route(
    z.object({ redirectedTo: z.string().trim().min(1).max(16_384), account: z.string().max(100).optional() }),
    addedSchema.extend(signInAnswerSchema.shape),
  ),
  signOut: route(nothing, addedSchema),
  /** Imports another program's sign-in; see `Accounts.importTokens`. */
  importTokens: route(foundTokensSchema, addedSchema),
  /** Starts syncing a file; `names` are the variables to set in a .env file. */
  addSyncedFile: route(
    z.object({
      path: z.string().min(1).max(4096),
      kind: syncedFileKind,
      names: envNamesOptionsSchema.default(defaultEnvNames),
      inPlace: syncedFileSchema.shape.inPlace,
    }),
    /** `backup`: the path of a copy of what the token replaced, or null. */
    z.object({ file: syncedFileAnswer, backup: z.string().nullable() }),
  ),
  /** Removes the token from the file and stops syncing it. */
  removeSyncedFile: route(z.object({ path: z.string().min(1).max(4096) }), nothing),
  /** Removes what the keychain still has of accounts that were removed, or that could not be read. */
  removeSecrets: route(nothing, nothing),
  changeSettings: route(sharedSettingsSchema.partial(), sharedSettingsSchema),
  /**
   * The owner finishes and saves what is in progress, then exits; the app refuses. `forKeychain`: only if the owner has no
   * keychain, because it has no session bus, and loses nothing.
   */
  release: route(z.object({ forKeychain: z.boolean().optional() }), nothing),
} satisfies Record<RouteName, ReturnType<typeof route>>

type LocalApiContract = typeof localApiContract
export type RouteArgs<R extends RouteName> = z.infer<LocalApiContract[R]['args']>
/** The arguments, as a client gives them. */
export type RouteInput<R extends RouteName> = z.input<LocalApiContract[R]['args']>
export type RouteAnswer<R extends RouteName> = z.infer<LocalApiContract[R]['answer']>
export type ApiError = z.infer<typeof apiErrorSchema>
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>
export type TestAnswer = z.infer<typeof testAnswerSchema>
export type Finding = z.infer<typeof findingSchema>
export type CheckAnswer = z.infer<typeof checkAnswerSchema>
export type AccountStatus = z.infer<typeof accountStatusSchema>
export type Status = z.infer<typeof statusSchema>
export type AccountSettings = z.infer<typeof accountAnswerSchema>
