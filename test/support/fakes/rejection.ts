import { AppError } from '../../../src/shared/error-codes.ts'

/** The error code of the rejection; `'resolved'` if there is none. Rethrows anything but an `AppError`. */
export async function rejection(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'resolved'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}
