import * as z from 'zod'

const token = z.string().trim().min(1).max(16_384)

/** The tokens of another program, to import. */
export const foundTokensSchema = z.object({
  refreshToken: token,
  /** Used until the refresh token could be. */
  accessToken: token.optional(),
  /** Default: in an hour. */
  accessTokenExpiresAt: z.iso.datetime().optional(),
})
