import * as z from 'zod'
import { accountFormSchema } from './account.ts'
import { discoveredServerSchema } from './discovered-server.ts'
import { errorCodes } from './error-table.ts'
import { historyEventSchema, pastDaySchema } from './history.ts'
import { mcpClientIdSchema, mcpSetUpSchema } from './mcp-setup.ts'
import { maxUrlLength } from './safe-url.ts'
import { settingsSchema } from './settings.ts'
import { envNamesSchema, syncedFileKind } from './synced-file.ts'
import { appSnapshotSchema, personSchema, siteSchema } from './snapshot.ts'

const byId = z.object({ id: z.string().max(100) })
const nothing = z.void()

/** What was found in the environment or a .env file; the secrets themselves stay in the main process. */
const importOfferSchema = z.object({
  /** `folder`: a .env file that was there; `file`: one that the user chose. */
  source: z.enum(['environment', 'folder', 'file']),
  /** The file's name without its folder; null for the environment. */
  fileName: z.string().nullable(),
  clientId: z.string().nullable(),
  redirectUri: z.string().nullable(),
  hasClientSecret: z.boolean(),
  hasRefreshToken: z.boolean(),
  /** An access token that may still be valid, but no refresh token to renew it with. */
  hasAccessTokenOnly: z.boolean(),
})

const testResultSchema = z.object({
  milliseconds: z.number(),
  sites: z.array(siteSchema),
  /** The server's own name; null: it gives none. */
  server: z.string().nullable(),
  person: personSchema.nullable(),
  /** Why the person is unknown although the token works (usually `scopeMissing`). */
  personError: z.enum(errorCodes).nullable(),
})

/** Where the client secret comes from when a form is saved. */
const clientSecretSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typed'), value: z.string().trim().min(1).max(4096) }),
  z.object({ kind: z.literal('imported') }),
  /** Keeps the stored one, or none if the account works without. */
  z.object({ kind: z.literal('unchanged') }),
])

/** Pages the app can open in the user's browser. */
const linkNames = ['developerConsole', 'connectedApps', 'trayHelp', 'homepage'] as const

/** Typed by the user; the main process validates it. */
const typedUrl = z.string().max(maxUrlLength)

/**
 * Everything the window can ask of the main process: the arguments and the result of each channel. No channel returns a
 * token or opens a URL or path of the window's choosing: account URLs are validated and only fetched for data.
 */
export const ipcContract = {
  'state:get': { args: nothing, result: appSnapshotSchema },
  /** Discovers where to sign in to the MCP server at that URL. */
  'accounts:discover': {
    args: accountFormSchema.pick({ apiUrl: true }),
    result: discoveredServerSchema,
  },
  'accounts:save': {
    args: z.object({
      /** null creates a new account. */
      id: z.string().max(100).nullable(),
      form: accountFormSchema,
      clientSecret: clientSecretSource,
      /** Whether to use the tokens of the import. */
      importSignIn: z.boolean(),
      /** The issuer that the user accepted, if it had to be asked about. */
      trustIssuer: z.string().max(maxUrlLength).nullable().optional(),
    }),
    result: byId,
  },
  'accounts:remove': { args: byId, result: nothing },
  'accounts:history': { args: byId, result: z.array(historyEventSchema) },
  /** By account ID. */
  'accounts:pastDays': { args: nothing, result: z.record(z.string(), pastDaySchema) },
  /** Saves the history in a file; the user chooses it in a dialog opened by the main process. */
  'accounts:exportHistory': {
    args: byId.extend({ format: z.enum(['csv', 'json']) }),
    /** False when the user canceled the dialog. */
    result: z.object({ saved: z.boolean() }),
  },
  'accounts:renew': { args: byId, result: nothing },
  'accounts:copyCallbackUrl': { args: byId, result: nothing },
  'accounts:copyToken': { args: byId, result: z.object({ clearsInSec: z.number().nullable() }) },
  'accounts:test': { args: byId, result: testResultSchema },
  'signIn:start': {
    /** Uses the surface from the settings if `surface` is null. */
    args: byId.extend({ surface: z.enum(['window', 'browser']).nullable() }),
    result: nothing,
  },
  'signIn:answer': { args: byId.extend({ proceed: z.boolean() }), result: nothing },
  /** Copies the URL of the page that the browser shows, or should have shown. */
  'signIn:copyPageUrl': { args: byId, result: nothing },
  'signIn:cancel': { args: byId, result: nothing },
  /** The user has read why the sign-in failed. */
  'signIn:dismissError': { args: byId, result: nothing },
  'signIn:signOut': { args: byId, result: nothing },
  /** What can be imported from the environment, or from `.env` in the folder where the app was started. */
  'import:find': { args: nothing, result: importOfferSchema.nullable() },
  'import:pickFile': { args: nothing, result: importOfferSchema.nullable() },
  'import:blankRefreshToken': { args: nothing, result: nothing },
  /** Keeps the file that was imported from up to date, with this account's tokens. */
  'import:syncFile': { args: byId, result: nothing },
  /** Lets the user choose the file in a dialog opened by the main process. */
  'syncedFiles:add': {
    args: byId.extend({ kind: syncedFileKind, names: envNamesSchema }),
    /** False when the user canceled the dialog. */
    result: z.object({ added: z.boolean() }),
  },
  'syncedFiles:remove': { args: byId.extend({ fileId: z.string().max(100) }), result: nothing },
  'mcpSetUp:state': { args: byId, result: mcpSetUpSchema },
  /** Adds the account to an MCP client, for the MCP server at `url`. */
  'mcpSetUp:install': { args: byId.extend({ client: mcpClientIdSchema, url: typedUrl }), result: nothing },
  'mcpSetUp:uninstall': { args: byId.extend({ client: mcpClientIdSchema }), result: nothing },
  'mcpSetUp:copySnippet': { args: byId.extend({ url: typedUrl }), result: nothing },
  'demo:add': { args: nothing, result: byId },
  'settings:save': {
    /** The window can only forget the size that the user gave it. */
    args: settingsSchema.omit({ caFile: true, updateCheck: true }).extend({ windowSize: z.null() }).partial(),
    result: nothing,
  },
  /** Lets the user choose the file with additional certificate authorities in a dialog opened by the main process. */
  'settings:chooseCaFile': { args: nothing, result: nothing },
  'settings:forgetCaFile': { args: nothing, result: nothing },
  'app:openLink': { args: z.object({ link: z.enum(linkNames) }), result: nothing },
  'app:copyText': { args: z.object({ text: z.enum(['callbackUrl', 'scopes']) }), result: nothing },
  'app:openLogFolder': { args: nothing, result: nothing },
  'app:copyDiagnostics': { args: nothing, result: nothing },
  /** Installs the version that was downloaded. */
  'app:restartToUpdate': { args: nothing, result: nothing },
  'window:hide': { args: nothing, result: nothing },
  /** The height that the page needs to show everything without scrolling, in CSS pixels. */
  'window:fit': { args: z.object({ height: z.number().min(0).max(100_000) }), result: nothing },
} as const

type IpcContract = typeof ipcContract
export type IpcChannel = keyof IpcContract
export type IpcArgs<C extends IpcChannel> = z.infer<IpcContract[C]['args']>
export type IpcResult<C extends IpcChannel> = z.infer<IpcContract[C]['result']>
export type ImportOffer = z.infer<typeof importOfferSchema>
export type TestResult = z.infer<typeof testResultSchema>
export type LinkName = (typeof linkNames)[number]
