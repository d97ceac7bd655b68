import * as z from 'zod'

/** Where an MCP server has people sign in, as the server and its authorization server tell it. Nothing is stored yet. */
export const discoveredServerSchema = z.object({
  /** As it was asked for. */
  url: z.string(),
  /** What tokens are asked for, word by word; null: the server is older than RFC 9728. */
  resource: z.string().nullable(),
  /** The authorization server. */
  issuer: z.string(),
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  /** Where the app registers itself; null: a client ID has to be entered. */
  registrationUrl: z.string().nullable(),
  sendsIssuer: z.boolean(),
  /** What is asked for unless the user says otherwise. */
  scopes: z.array(z.string()),
  /** The callback URL to register: another one for each authorization server. RFC 9700 section 4.4.2.2. */
  redirectUri: z.string(),
})

export type DiscoveredServer = z.infer<typeof discoveredServerSchema>
