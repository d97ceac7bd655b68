import type { AxiosError, AxiosInstance, InternalAxiosRequestConfig } from 'axios'
import { isAboutScopes } from '../../shared/scopes.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { assertManager } from './check-options.ts'
import { isStream } from './is-stream.ts'
import type { TokenManager } from './token-manager.ts'

/** Our own fields in a request: axios copies fields it does not know. */
interface Noted extends InternalAxiosRequestConfig {
  /** The token it was sent with. */
  jiraTokenId?: string
  isRepeatWithJiraToken?: boolean
}

const toText = (data: unknown): string => (typeof data === 'string' ? data : (JSON.stringify(data) ?? ''))

/**
 * Adds a valid token to every request of an axios instance. After a 401 that is not about scopes, replaces the refused
 * token and repeats the request once, unless its data is a stream: then the 401 is final. Refuses requests to URLs that
 * are neither https nor on this machine (RFC 6750 section 5.3). Returns a function that detaches it. Throws
 * an `OwnerError` for anything but a manager.
 */
export function attachToAxios(axios: AxiosInstance, manager: TokenManager): () => void {
  assertManager('attachToAxios', manager)
  const onRequest = async (config: Noted): Promise<Noted> => {
    if (!isSafeUrl(axios.getUri(config).split('#', 1)[0] ?? ''))
      throw new TypeError('Refusing to send a token to a URL that is not https.')
    const token = await manager.ensureValidToken()
    config.headers.set('Authorization', `Bearer ${token.accessToken}`)
    config.jiraTokenId = token.tokenId
    return config
  }

  const onFailure = async (error: unknown): Promise<unknown> => {
    // the caller's axios may be another version, so `instanceof` would not work
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
