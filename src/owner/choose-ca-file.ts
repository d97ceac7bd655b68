import { isAbsolute } from 'node:path'
import type { Accounts } from '../core/accounts/accounts.ts'
import { readCertificates } from '../network/trust.ts'
import { AppError } from '../shared/error-codes.ts'

/**
 * Trusts the certificate authorities in this file (null: no longer), and retries what failed. Rejects with `invalidInput`
 * if there are none in it.
 */
export async function chooseCaFile(
  accounts: Pick<Accounts, 'saveSettings' | 'retryNow'>,
  path: string | null,
): Promise<void> {
  const isUsable = path === null || (isAbsolute(path) && (await readCertificates(path)).length > 0)
  if (!isUsable)
    throw new AppError(
      'invalidInput',
      `${path} can’t be read, or has no certificate in it. Choose a certificate file (PEM or DER).`,
      { field: 'caFile' },
    )
  accounts.saveSettings({ caFile: path })
  accounts.retryNow()
}
