import * as z from 'zod'
import { accountFormSchema } from './account.ts'

/** An account as programs describe it; omitted fields get their defaults. The secret can be set but never read. */
export const accountOptionsSchema = accountFormSchema
  .omit({ issuer: true, sendsIssuer: true, tokenAuth: true, resource: true })
  .partial()
  .extend({
    clientSecret: z.string().trim().min(1).max(4096).optional(),
    /** For an MCP server, instead of all other URLs. */
    url: accountFormSchema.shape.apiUrl.optional(),
    /** Accepts exactly this issuer, if the server's own URL leads to another one. */
    trustIssuer: accountFormSchema.shape.apiUrl.optional(),
    /** For a Jira Data Center, instead of all other URLs. */
    baseUrl: accountFormSchema.shape.apiUrl.optional(),
  })
