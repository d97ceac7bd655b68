import type * as z from 'zod'
import { AppError } from '../../shared/error-codes.ts'
import { apiFailure } from '../http/api-failure.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { statusWords } from '../http/status-words.ts'

/** Sends a GET request with the token. Rejects with an `AppError` unless the response matches the schema. */
export type GetJson = <T>(url: string, accessToken: string, schema: z.ZodType<T>) => Promise<T>

/** Creates a GET function on top of this fetch. */
export function createGetJson(fetch: FetchLike): GetJson {
  /** axios passes a `Request` of Node's, which undici from npm does not take. */
  const fetchRequest: typeof globalThis.fetch = (input) => {
    const { url, method, headers, signal } = new Request(input)
    return fetch(url, { method, headers, signal })
  }
  return async (url, accessToken, schema) => {
    // loaded on first use: it would be a third of the start-up time
    const { default: axios } = await import('axios')
    const answer = await axios
      .get<string>(url, {
        adapter: 'fetch',
        env: { fetch: fetchRequest },
        headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' },
        responseType: 'text',
        transformResponse: (data: string) => data,
        validateStatus: () => true,
      })
      .catch((error: unknown) => {
        const cause = error instanceof Error ? error.cause : undefined
        // an axios error contains the request's headers, so don't pass it on
        throw error instanceof AppError ? error : cause instanceof AppError ? cause : new AppError('offline')
      })
    if (answer.status < 200 || answer.status > 299) throw apiFailure(answer.status, answer.data, null)
    try {
      return schema.parse(JSON.parse(answer.data))
    } catch {
      throw new AppError('badAnswer', statusWords(answer.status, answer.data))
    }
  }
}
