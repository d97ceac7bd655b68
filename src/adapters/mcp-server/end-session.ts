import type { FetchLike } from '../http/limited-fetch.ts'

/** Ends the session that an answer began, if it did, so that it does not linger at the server. Never rejects. */
export async function endSession(
  fetch: FetchLike,
  url: string,
  answer: Response,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const session = answer.headers.get('mcp-session-id')
  if (session === null) return
  await fetch(url, { method: 'DELETE', headers: { ...headers, 'mcp-session-id': session } }).catch(
    () => undefined,
  )
}
