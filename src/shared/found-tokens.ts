import * as z from 'zod'

const token = z.string().trim().min(1).max(16_384)

/** The tokens of another program, to import. */
export const foundTokensSchema = z.object({
  /** Without one, the access token is used until it is refused or expires. */
  refreshToken: token.optional(),
  /** Used until the refresh token could be. */
  accessToken: token.optional(),
  /** Default: in an hour. */
  accessTokenExpiresAt: z.iso.datetime().optional(),
})
