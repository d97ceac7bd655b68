import { AppError } from '../../shared/error-codes.ts'
import { errorText } from '../../shared/error-texts.ts'
import { CliError } from '../cli-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** Runs it; what goes wrong is said in whole sentences, with the file that it is about. */
export async function explained<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { what, todo } = errorText(error.code)
    const because = error.detail === null ? '' : ` (${error.detail})`
    throw new CliError(exitCodes.failed, `${where}${because}: ${what} ${todo} (${error.code})`)
  }
}
