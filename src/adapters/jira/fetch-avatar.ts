import { isSafeUrl } from '../../shared/account.ts'
import type { FetchLike } from '../http/limited-fetch.ts'

const maxAvatarBytes = 200_000

/** The image at this URL as a `data:` URL; null if it can't be used. Never rejects. */
export async function fetchAvatar(fetch: FetchLike, url: string | null): Promise<string | null> {
  if (url === null || !isSafeUrl(url)) return null
  try {
    // Gravatar redirects; the request contains no secrets
    const response = await fetch(url, { redirect: 'follow' })
    const type = response.headers.get('content-type') ?? ''
    const bytes = Buffer.from(await response.arrayBuffer())
    const usable = response.ok && /^image\/(png|jpeg|gif|webp)\b/.test(type) && bytes.length <= maxAvatarBytes
    return usable ? `data:${type.split(';')[0]};base64,${bytes.toString('base64')}` : null
  } catch {
    return null
  }
}
