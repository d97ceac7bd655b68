import * as oauth from 'oauth4webapi'
import { AppError, type ErrorCode } from '../../shared/error-codes.ts'

/** Where metadata may be, and how to understand what is there. */
export interface MetadataPlace<T> {
  request(): Promise<Response>
  process(response: Response): Promise<T>
}

/**
 * The first metadata found at these places, in order; null when there is none. Rejects with `mismatch` when what was
 * found belongs to somebody else, and with an `AppError` when no place could be asked.
 */
export async function metadataAt<T>(
  places: readonly MetadataPlace<T>[],
  mismatch: ErrorCode,
): Promise<T | null> {
  let problem: AppError | null = null
  let answers = 0
  for (const { request, process } of places) {
    let response: Response
    try {
      response = await request()
    } catch (error) {
      // one that can't be asked may redirect, which is not followed: there may be metadata elsewhere
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
      if (!(error instanceof oauth.OperationProcessingError)) throw error
      if (error.code === oauth.JSON_ATTRIBUTE_COMPARISON) throw new AppError(mismatch)
      // a page that everything gets, or nothing that can be used
    }
  }
  if (problem !== null && (answers === 0 || problem.code === 'providerFailed')) throw problem
  return null
}
