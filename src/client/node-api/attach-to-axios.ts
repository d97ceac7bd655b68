import type { AxiosError, AxiosInstance, InternalAxiosRequestConfig } from 'axios'
import { isAboutScopes } from '../../shared/scopes.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { isStream } from './is-stream.ts'
import type { TokenManager } from './token-manager.ts'

/** What we note in a request: axios copies fields it does not know. */
interface Noted extends InternalAxiosRequestConfig {
  /** The token that it was sent with. */
  jiraTokenId?: string
  isRepeatWithJiraToken?: boolean
}

const toText = (data: unknown): string => (typeof data === 'string' ? data : (JSON.stringify(data) ?? ''))

/**
 * Makes an axios instance add a valid token to every request. After a 401 that is not about scopes the refused token is
 * reported, and the request is made once more with its successor, unless its data is a stream: then it fails as it did.
 * Requests to URLs that are neither https nor on this machine are refused (RFC 6750 section 5.3). Returns how to take it
 * off again.
 */
export function attachToAxios(axios: AxiosInstance, manager: TokenManager): () => void {
  const onRequest = async (config: Noted): Promise<Noted> => {
    if (!isSafeUrl(axios.getUri(config).split('#', 1)[0] ?? ''))
      throw new TypeError('A token must not travel there: it is not https.')
    const token = await manager.ensureValidToken()
    config.headers.set('Authorization', `Bearer ${token.accessToken}`)
    config.jiraTokenId = token.tokenId
    return config
  }

  const onFailure = async (error: unknown): Promise<unknown> => {
    // the caller's axios, of whatever version: so its class is not ours
    const { response, config } = error as Partial<Pick<AxiosError, 'response'>> & { config?: Noted }
    if (
      response?.status !== 401 ||
      config?.jiraTokenId === undefined ||
      config.isRepeatWithJiraToken === true
    )
      throw error
    const challenge = response.headers['www-authenticate'] as string | undefined
    if (isAboutScopes(toText(response.data), challenge ?? null)) throw error
    try {
      await manager.replaceRefusedToken(config.jiraTokenId)
    } catch {
      throw error
    }
    if (isStream(config.data)) throw error
    config.isRepeatWithJiraToken = true
    return axios.request(config)
  }

  const onRequestId = axios.interceptors.request.use(onRequest)
  const onFailureId = axios.interceptors.response.use(null, onFailure)
  return () => {
    axios.interceptors.request.eject(onRequestId)
    axios.interceptors.response.eject(onFailureId)
  }
}
