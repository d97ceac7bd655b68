import { AppError } from '../../shared/error-codes.ts'
import { isSafeUrl, shownUrl } from '../../shared/safe-url.ts'

const isHttps = (url: string) => new URL(url).protocol === 'https:'

/**
 * Throws `endpointNotSafe` for a URL that a server must not name. Allowed is https, and http on this machine if the
 * server itself is on this machine. So no server on the internet can point us at a local service. Throws
 * `serverMetadataMissing` for a URL with control, invisible, or space characters: it could show people another URL.
 */
export function assertAllowedBy(serverUrl: string, label: string, url: string): void {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u.test(url))
    throw new AppError('serverMetadataMissing', `${label} with unusable characters: ${shownUrl(url)}`)
  if (isSafeUrl(url) && (isHttps(url) || !isHttps(serverUrl))) return
  throw new AppError('endpointNotSafe', `${label}: ${shownUrl(url)}`)
}
