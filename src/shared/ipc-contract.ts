import * as z from 'zod'
import { accountFormSchema } from './account.ts'
import { discoveredServerSchema } from './discovered-server.ts'
import { errorCodes } from './error-codes.ts'
import { historyEventSchema } from './history.ts'
import { mcpClientIdSchema, mcpSetUpSchema } from './mcp-setup.ts'
import { settingsSchema } from './settings.ts'
import { envNamesSchema, syncedFileKind } from './synced-file.ts'
import { appSnapshotSchema, personSchema, siteSchema } from './snapshot.ts'

const byId = z.object({ id: z.string().max(100) })
const nothing = z.void()

/** What was found in the environment or in a .env file; the secrets themselves stay with the main process. */
const importOfferSchema = z.object({
  source: z.enum(['environment', 'file']),
  /** The file's name without its folder; null for the environment. */
  fileName: z.string().nullable(),
  clientId: z.string().nullable(),
  redirectUri: z.string().nullable(),
  hasClientSecret: z.boolean(),
  hasRefreshToken: z.boolean(),
  /** An access token alone says nothing about its expiry, so it can't be taken over. */
  hasAccessTokenOnly: z.boolean(),
})

const testResultSchema = z.object({
  milliseconds: z.number(),
  sites: z.array(siteSchema),
  /** What the server calls itself; null: nothing. */
  server: z.string().nullable(),
  person: personSchema.nullable(),
  /** Why the person is not known although the token works (usually `scopeMissing`). */
  personError: z.enum(errorCodes).nullable(),
})

/** Where the client secret of a saved form comes from. */
const clientSecretSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typed'), value: z.string().trim().min(1).max(4096) }),
  z.object({ kind: z.literal('imported') }),
  /** The one that is stored, or none where the account works without. */
  z.object({ kind: z.literal('unchanged') }),
])

/** Pages that the app may open in the user's browser. */
const linkNames = ['developerConsole', 'connectedApps', 'trayHelp', 'homepage'] as const

/** Typed by the user; the main process says what is wrong with it. */
const typedUrl = z.string().max(4096)

/**
 * Everything the window may ask of the main process: per channel the arguments and the result. No channel returns a
 * token, and none opens a URL or path of the window's choosing: the URLs of an account are checked, and asked for data.
 */
export const ipcContract = {
  'state:get': { args: nothing, result: appSnapshotSchema },
  /** Where the MCP server at that URL has people sign in. */
  'accounts:discover': {
    args: accountFormSchema.pick({ apiUrl: true }),
    result: discoveredServerSchema,
  },
  'accounts:save': {
    args: z.object({
      /** null makes a new account. */
      id: z.string().max(100).nullable(),
      form: accountFormSchema,
      clientSecret: clientSecretSource,
      importRefreshToken: z.boolean(),
    }),
    result: byId,
  },
  'accounts:remove': { args: byId, result: nothing },
  'accounts:history': { args: byId, result: z.array(historyEventSchema) },
  'accounts:renew': { args: byId, result: nothing },
  'accounts:copyToken': { args: byId, result: z.object({ clearsInSec: z.number().nullable() }) },
  'accounts:test': { args: byId, result: testResultSchema },
  'signIn:start': {
    /** Without a surface: the one of the settings. */
    args: byId.extend({ surface: z.enum(['window', 'browser']).nullable() }),
    result: nothing,
  },
  'signIn:answer': { args: byId.extend({ proceed: z.boolean() }), result: nothing },
  'signIn:cancel': { args: byId, result: nothing },
  'signIn:signOut': { args: byId, result: nothing },
  'import:environment': { args: nothing, result: importOfferSchema.nullable() },
  'import:pickFile': { args: nothing, result: importOfferSchema.nullable() },
  'import:blankRefreshToken': { args: nothing, result: nothing },
  /** Lets the user pick the file in a dialog of the main process. */
  'syncedFiles:add': {
    args: byId.extend({ kind: syncedFileKind, names: envNamesSchema }),
    /** False when the user picked none. */
    result: z.object({ added: z.boolean() }),
  },
  'syncedFiles:remove': { args: byId.extend({ fileId: z.string().max(100) }), result: nothing },
  'mcpSetUp:state': { args: byId, result: mcpSetUpSchema },
  /** Adds the account to an MCP client; the URL is that of the MCP server. */
  'mcpSetUp:install': { args: byId.extend({ client: mcpClientIdSchema, url: typedUrl }), result: nothing },
  'mcpSetUp:uninstall': { args: byId.extend({ client: mcpClientIdSchema }), result: nothing },
  'mcpSetUp:copySnippet': { args: byId.extend({ url: typedUrl }), result: nothing },
  'demo:add': { args: nothing, result: byId },
  'settings:save': { args: settingsSchema.partial(), result: nothing },
  'app:openLink': { args: z.object({ link: z.enum(linkNames) }), result: nothing },
  'app:copyText': { args: z.object({ text: z.enum(['callbackUrl', 'scopes']) }), result: nothing },
  'app:openLogFolder': { args: nothing, result: nothing },
  'app:copyDiagnostics': { args: nothing, result: nothing },
  'window:hide': { args: nothing, result: nothing },
} as const

type IpcContract = typeof ipcContract
export type IpcChannel = keyof IpcContract
export type IpcArgs<C extends IpcChannel> = z.infer<IpcContract[C]['args']>
export type IpcResult<C extends IpcChannel> = z.infer<IpcContract[C]['result']>
export type ImportOffer = z.infer<typeof importOfferSchema>
export type TestResult = z.infer<typeof testResultSchema>
export type LinkName = (typeof linkNames)[number]
