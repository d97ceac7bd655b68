import * as oauth from 'oauth4webapi'
import { AppError } from '../../shared/error-codes.ts'
import type { ErrorCode } from '../../shared/error-table.ts'

/** A place where metadata may be, and how to read it. */
export interface MetadataSource<T> {
  request(): Promise<Response>
  process(response: Response): Promise<T>
}

/**
 * The first metadata found in these sources, in order; null if there is none. Rejects with `mismatch` if the metadata
 * belongs to another server, and with an `AppError` if no source could be reached.
 */
export async function findMetadata<T>(
  sources: readonly MetadataSource<T>[],
  mismatch: ErrorCode,
): Promise<T | null> {
  let problem: AppError | null = null
  let answers = 0
  for (const { request, process } of sources) {
    let response: Response
    try {
      response = await request()
    } catch (error) {
      // it may have redirected, which we don't follow; another source may have the metadata
      if (!(error instanceof AppError)) throw error
      problem = error
      continue
    }
    answers += 1
    if (response.status >= 500) problem = new AppError('providerFailed', `HTTP ${response.status}`)
    if (response.status !== 200) continue
    try {
      return await process(response)
    } catch (error) {
      if (error instanceof AppError) throw error
      const { code } = error as { code?: unknown }
      if (code === oauth.JSON_ATTRIBUTE_COMPARISON) throw new AppError(mismatch)
      // a catch-all page, or unusable content
    }
  }
  if (problem !== null && (answers === 0 || problem.code === 'providerFailed')) throw problem
  return null
}
