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
    'Must be an https URL (http only for this machine: localhost or 127.0.0.1), without a # part.',
  )

const printable = (what: string, max: number) =>
  z
    .string()
    .trim()
    .max(max, `${what} is too long.`)
    // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
    .regex(/^[^\u0000-\u001f\u007f]*$/, `${what} has control characters in it.`)

/** Scopes as RFC 6749 section 3.3 spells them: printable ASCII without space, quote or backslash. */
const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'A scope has a character that scopes may not have.')

/**
 * The settings of an account; no secret is among them. Flat, whatever the kind: what a kind has no use for is null. What
 * a kind must have is in `account-kinds.ts`.
 */
export const accountFormSchema = z.object({
  kind: z.enum(accountKinds),
  name: printable('The name', 60).min(1, 'The name is missing.'),
  clientId: printable('The client ID', 200),
  redirectUri: safeUrl,
  scopes: z.array(scope).max(100),
  authorizeUrl: safeUrl,
  tokenUrl: safeUrl,
  /** Whose API the token is for; of an MCP server: its URL. */
  apiUrl: safeUrl,
  /** What the authorization server calls itself, where discovery told it. RFC 8414 section 2. */
  issuer: safeUrl.nullable(),
  /** Whether it says so in each answer of its sign-in page. RFC 9207 section 3. */
  sendsIssuer: z.boolean(),
  /** The resource that tokens are asked for, word by word. RFC 8707 section 2. */
  resource: safeUrl.nullable(),
  autoRenewal: z.boolean(),
  /** Minutes before expiry at which a renewal is due; null means the default of the settings. */
  bufferMinutes: z.number().int().min(bufferMinutesRange.min).max(bufferMinutesRange.max).nullable(),
})

export type AccountForm = z.infer<typeof accountFormSchema>
