import * as z from 'zod'
import { tokenAuths } from './account-kinds.ts'

/** Where to sign in to an MCP server, as announced by the server and its authorization server. Nothing is stored yet. */
export const discoveredServerSchema = z.object({
  /** The URL that was asked for. */
  url: z.string(),
  /** The resource to request tokens for, verbatim; null: the server predates RFC 9728. */
  resource: z.string().nullable(),
  /** The authorization server, as its metadata names it. */
  issuer: z.string(),
  /** Whether the issuer is another one than the URL leads to, so that the user has to accept it. */
  needsTrust: z.boolean(),
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  /** Where the app registers itself; null: the user has to enter a client ID. */
  registrationUrl: z.string().nullable(),
  /** Whether the client ID can be the URL of a client ID metadata document. */
  takesClientUrls: z.boolean(),
  sendsIssuer: z.boolean(),
  /** How a client with a secret identifies itself at the token endpoint. */
  tokenAuth: z.enum(tokenAuths),
  /** Whether clients without a secret are accepted. */
  takesPublicClients: z.boolean(),
  /** Whether its metadata says that it supports PKCE with S256; false: it doesn't mention PKCE. */
  announcesPkce: z.boolean(),
  /** The scopes to request by default. */
  scopes: z.array(z.string()),
  /** The callback URL to register, different for each authorization server. RFC 9700 section 4.4.2.2. */
  redirectUri: z.string(),
})

export type DiscoveredServer = z.infer<typeof discoveredServerSchema>
