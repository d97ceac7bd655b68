import * as z from 'zod'

const name = z.string().trim().max(200)

/** See `EnvNames`; `envNamesProblem` validates the names. */
export const envNamesSchema = z.object({
  accessToken: name,
  expiresAt: name.nullable(),
  cloudId: name.nullable(),
})

/** `env`: a .env file in which some variables are set. `token`: a file that contains only the access token. */
export const syncedFileKind = z.enum(['env', 'token'])

/** A file that receives every new access token of an account. */
export const syncedFileSchema = z.object({
  /** Absolute, without symbolic links in its folders. */
  path: z.string(),
  kind: syncedFileKind,
  /** Only used for `env`. */
  names: envNamesSchema,
})

export type SyncedFileKind = z.infer<typeof syncedFileKind>
export type SyncedFile = z.infer<typeof syncedFileSchema>
