import { AppError } from '../../shared/error-codes.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'

const isHttps = (url: string) => new URL(url).protocol === 'https:'

/**
 * Refuses a URL that a server names, with `endpointNotSafe`: https only, or http on this machine when the server itself
 * is there. So no server of the internet can point at what listens on this machine.
 */
export function assertAllowedBy(serverUrl: string, what: string, url: string): void {
  if (isSafeUrl(url) && (isHttps(url) || !isHttps(serverUrl))) return
  throw new AppError('endpointNotSafe', `${what}: ${printable(url)}`)
}

/** What a server sent may be long and strange. */
function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '?').slice(0, 200)
}
