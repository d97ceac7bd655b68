import { AppError } from '../../../src/shared/error-codes.ts'

/** The error code with which this rejects; `'resolved'` when it does not. Anything but an `AppError` is thrown on. */
export async function rejection(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'resolved'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}
