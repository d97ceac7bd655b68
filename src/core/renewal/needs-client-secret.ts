import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountRecord } from '../ports.ts'

/** Whether nothing can be asked of the token endpoint without the account's client secret. */
export function needsClientSecret({ kind, hasClientSecret }: AccountRecord): boolean {
  return hasClientSecret || kindTraits[kind].clientSecret === 'required'
}
