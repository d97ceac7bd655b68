import * as z from 'zod'

const name = z.string().trim().max(200)

/** See `EnvNames`; whether the names are good ones is for `envNamesProblem` to say. */
export const envNamesSchema = z.object({
  accessToken: name,
  expiresAt: name.nullable(),
  cloudId: name.nullable(),
})

/** `env`: a .env file, of which some variables are set. `token`: a file with the access token and nothing else. */
export const syncedFileKind = z.enum(['env', 'token'])

/** A file that gets each new access token of an account. */
export const syncedFileSchema = z.object({
  /** Absolute, with no symbolic link in its folders. */
  path: z.string(),
  kind: syncedFileKind,
  /** Matter for `env` only. */
  names: envNamesSchema,
})

export type SyncedFileKind = z.infer<typeof syncedFileKind>
export type SyncedFile = z.infer<typeof syncedFileSchema>
