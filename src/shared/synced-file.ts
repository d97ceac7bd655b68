import * as z from 'zod'
import { defaultEnvNames } from './env-names.ts'

const name = z.string().trim().max(200)

/** See `EnvNames`; `envNamesProblem` validates the names. */
export const envNamesSchema = z.object({
  accessToken: name,
  expiresAt: name.nullable(),
  cloudId: name.nullable(),
})

/** Variable names; omitted ones get their defaults. */
export const envNamesOptionsSchema = z.object({
  accessToken: envNamesSchema.shape.accessToken.default(defaultEnvNames.accessToken),
  expiresAt: envNamesSchema.shape.expiresAt.default(defaultEnvNames.expiresAt),
  cloudId: envNamesSchema.shape.cloudId.default(defaultEnvNames.cloudId),
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
  /** Overwrites the file instead of replacing it, for a container that has mounted just this file. */
  inPlace: z.boolean().optional(),
})

export type SyncedFileKind = z.infer<typeof syncedFileKind>
export type SyncedFile = z.infer<typeof syncedFileSchema>
