import { AppError } from '../../shared/error-codes.ts'
import { isAboutScopes } from '../../shared/scopes.ts'
import { statusWords } from './status-words.ts'

/** The error for an API's failed response. A missing scope is a 401 or 403 that says so: see `isAboutScopes`. */
export function apiFailure(status: number, body: string, wwwAuthenticate: string | null): AppError {
  const isRefused = status === 401 || status === 403
  // in Atlassian's body only a 401 says so; a 403 may also be about permissions
  if (isRefused && isAboutScopes(status === 401 ? body : '', wwwAuthenticate))
    return new AppError('scopeMissing')
  if (isRefused) return new AppError('accessTokenRefused', `HTTP ${status}`)
  if (status === 429) return new AppError('rateLimited')
  return new AppError(status >= 500 ? 'providerFailed' : 'badAnswer', statusWords(status, body))
}
