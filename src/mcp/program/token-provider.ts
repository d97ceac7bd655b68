import type { AuthProvider } from '@modelcontextprotocol/client'
import { isAboutScopes } from '../../adapters/http/is-about-scopes.ts'
import type { TokenManager } from '../../api/token-manager.ts'

/**
 * Gives the official client a valid token before every request, and replaces one that the server refused; then the
 * client repeats the request once. A missing scope replaces nothing: another token would lack it too.
 */
export function tokenProvider(tokens: TokenManager): AuthProvider {
  let sentTokenId = ''
  return {
    token: async () => {
      const token = await tokens.ensureValidToken()
      sentTokenId = token.tokenId
      return token.accessToken
    },
    onUnauthorized: async ({ response }) => {
      const body = await response.clone().text()
      if (isAboutScopes(body, response.headers.get('www-authenticate'))) return
      await tokens.replaceRefusedToken(sentTokenId)
    },
  }
}
