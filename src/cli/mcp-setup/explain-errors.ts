import { failure } from '../cli-error.ts'
import { AppError } from '../../shared/error-codes.ts'
import { errorRow } from '../../shared/error-table.ts'

/** Runs `work` and turns its errors into messages for people that name the file. */
export async function explained<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { what, todo } = errorRow(error.code)
    const because = error.detail === null ? '' : ` (${error.detail})`
    throw failure(`${where}${because}: ${what} ${todo} (${error.code})`)
  }
}
