import * as z from 'zod'
import { accountDefaults, bufferMinutesRange } from './account-defaults.ts'
import { accountKinds } from './account-kinds.ts'
import { isSafeUrl } from './safe-url.ts'

export { accountDefaults, bufferMinutesRange, isSafeUrl }

const safeUrl = z
  .string()
  .trim()
  .max(2048)
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

/** A scope as defined in RFC 6749 section 3.3: printable ASCII without spaces, quotes, or backslashes. */
const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'A scope contains a character that is not allowed in scopes.')

/**
 * The settings of an account, without secrets. The same for all kinds: fields that a kind doesn't use are null.
 * `account-kinds.ts` says which ones a kind requires.
 */
export const accountFormSchema = z.object({
  kind: z.enum(accountKinds),
  name: printable('The name', 60).min(1, 'The name is missing.'),
  clientId: printable('The client ID', 200),
  redirectUri: safeUrl,
  scopes: z.array(scope).max(100),
  authorizeUrl: safeUrl,
  tokenUrl: safeUrl,
  /** The API the token is for; for an MCP server, its URL. */
  apiUrl: safeUrl,
  /** The authorization server's identifier, if discovered. RFC 8414 section 2. */
  issuer: safeUrl.nullable(),
  /** Whether it includes its identifier in authorization responses. RFC 9207 section 3. */
  sendsIssuer: z.boolean(),
  /** The resource to request tokens for, verbatim. RFC 8707 section 2. */
  resource: safeUrl.nullable(),
  autoRenewal: z.boolean(),
  /** Minutes before expiry at which a renewal is due; null means the default from the settings. */
  bufferMinutes: z.number().int().min(bufferMinutesRange.min).max(bufferMinutesRange.max).nullable(),
})

export type AccountForm = z.infer<typeof accountFormSchema>
