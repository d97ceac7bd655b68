import * as z from 'zod'
import { accountDefaults, bufferMinutesRange } from './account-defaults.ts'
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

const visible = (what: string, max: number) =>
  z
    .string()
    .trim()
    .min(1, `${what} is missing.`)
    .max(max, `${what} is too long.`)
    // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
    .regex(/^[^\u0000-\u001f\u007f]*$/, `${what} has control characters in it.`)

/** Scopes as RFC 6749 section 3.3 spells them: printable ASCII without space, quote or backslash. */
const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'A scope has a character that scopes may not have.')

/** The settings of an account that the user enters; no secret is among them. */
export const accountFormSchema = z.object({
  name: visible('The name', 60),
  clientId: visible('The client ID', 200),
  redirectUri: safeUrl,
  scopes: z.array(scope).min(1, 'At least one scope is needed.').max(100),
  authorizeUrl: safeUrl,
  tokenUrl: safeUrl,
  apiUrl: safeUrl,
  autoRenewal: z.boolean(),
  /** Minutes before expiry at which a renewal is due; null means the default of the settings. */
  bufferMinutes: z.number().int().min(bufferMinutesRange.min).max(bufferMinutesRange.max).nullable(),
})

export type AccountForm = z.infer<typeof accountFormSchema>
