import { isSafeUrl } from '../../shared/account.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { placeOf, type LookUp } from '../http/public-host.ts'

const maxAvatarBytes = 200_000

/** Gravatar redirects once, to the picture's own server. */
const maxRedirects = 5

/**
 * Whether the picture may be fetched from there: the server chooses the URL, and it must not make us call something that
 * only we can reach. Its own origin is fine, and so is this computer if the server itself runs on it.
 */
async function mayFetch(url: string, serverUrl: string, lookUp?: LookUp): Promise<boolean> {
  if (!isSafeUrl(url)) return false
  const [target, server] = [new URL(url), new URL(serverUrl)]
  if (target.origin === server.origin) return true
  const place = await placeOf(target, lookUp)
  return place === 'internet' || (place === 'loopback' && (await placeOf(server, lookUp)) === 'loopback')
}

/**
 * The image at this URL, which the server at `serverUrl` names, as a `data:` URL; null if it can't be used. Never
 * rejects. The requests contain no secrets.
 */
export async function fetchAvatar(
  fetch: FetchLike,
  url: string | null,
  serverUrl: string,
  lookUp?: LookUp,
): Promise<string | null> {
  try {
    let next = url === null ? null : new URL(url).href
    for (let hops = 0; next !== null && hops <= maxRedirects; hops += 1) {
      if (!(await mayFetch(next, serverUrl, lookUp))) return null
      const response: Response = await fetch(next)
      const location = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || location === null)
        return await toDataUrl(response)
      next = new URL(location, next).href
    }
    return null
  } catch {
    return null
  }
}

async function toDataUrl(response: Response): Promise<string | null> {
  const type = response.headers.get('content-type') ?? ''
  const bytes = Buffer.from(await response.arrayBuffer())
  const usable = response.ok && /^image\/(png|jpeg|gif|webp)\b/.test(type) && bytes.length <= maxAvatarBytes
  return usable ? `data:${type.split(';')[0]};base64,${bytes.toString('base64')}` : null
}
