import * as z from 'zod'
import { accountDefaults, bufferMinutesRange } from './account-defaults.ts'
import { accountKinds, tokenAuths } from './account-kinds.ts'
import { isSafeUrl, maxUrlLength } from './safe-url.ts'
import { isScope, maxScopes } from './scopes.ts'

export { accountDefaults, bufferMinutesRange, isSafeUrl }

const safeUrl = z
  .string()
  .trim()
  .max(maxUrlLength, 'The URL is too long.')
  .refine(
    isSafeUrl,
    'Must be an https URL without a # part (http is allowed for localhost and 127.0.0.1 only).',
  )

const printable = (what: string, max: number) =>
  z
    .string()
    .trim()
    .max(max, `${what} is too long.`)
    // oxlint-disable-next-line no-control-regex -- control characters are what this rejects
    .regex(/^[^\u0000-\u001f\u007f]*$/, `${what} contains control characters.`)

const scope = z.string().refine(isScope, 'A scope contains a character that is not allowed in scopes.')

/**
 * The settings of an account, without secrets. The same for all kinds: fields that a kind doesn't use are null.
 * `account-kinds.ts` says which ones a kind requires. For showing them; `accountFormSchema` has the rules for storing.
 */
export const accountSettingsSchema = z.object({
  kind: z.enum(accountKinds),
  name: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  /** The API the token is for; for an MCP server, its URL. */
  apiUrl: z.string(),
  /** The authorization server's identifier, if discovered. RFC 8414 section 2. */
  issuer: z.string().nullable(),
  /** Whether it includes its identifier in authorization responses. RFC 9207 section 3. */
  sendsIssuer: z.boolean(),
  /** How the client secret, if any, is sent. */
  tokenAuth: z.enum(tokenAuths),
  /** The resource to request tokens for, verbatim. RFC 8707 section 2. */
  resource: z.string().nullable(),
  autoRenewal: z.boolean(),
  /** Minutes before expiry at which a renewal is due; null means the default from the settings. */
  bufferMinutes: z.number().nullable(),
})

/**
 * The settings as they are entered, stored, and read back. Its limits leave room for what real servers send: client IDs
 * that are tokens themselves, and a hundred scopes.
 */
export const accountFormSchema = accountSettingsSchema.extend({
  name: printable('The name', 60).min(1, 'The name is missing.'),
  clientId: printable('The client ID', 4096),
  redirectUri: safeUrl,
  scopes: z.array(scope).max(maxScopes, `There are more than ${maxScopes} scopes.`),
  authorizeUrl: safeUrl,
  tokenUrl: safeUrl,
  apiUrl: safeUrl,
  issuer: safeUrl.nullable(),
  resource: safeUrl.nullable(),
  bufferMinutes: z.number().int().min(bufferMinutesRange.min).max(bufferMinutesRange.max).nullable(),
})

export type AccountForm = z.infer<typeof accountSettingsSchema>
