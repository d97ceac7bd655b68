import type { AccountKind } from '../../shared/account-kinds.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { urlFields } from './field-errors.ts'
import { initialValues, type FormValues } from './form-values.ts'

const storageKey = 'newAccountDraft'

/** The fields that are kept: all text fields except the secret, and what was discovered from the server. */
const keptFields = [
  'kind',
  'name',
  'clientId',
  'redirectUri',
  'scopes',
  ...urlFields.map(({ field }) => field),
] as const

export type FormDraft = Partial<Pick<FormValues, (typeof keptFields)[number]>>

/** The values that may be kept; never the client secret. */
export function toDraft(values: FormValues): FormDraft {
  return Object.fromEntries(keptFields.map((field) => [field, values[field]]))
}

/** A stored draft; empty if there is none or it is invalid. */
export function parseDraft(text: string | null): FormDraft {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    const entries = Object.entries(stored).filter(
      ([field, value]) => (keptFields as readonly string[]).includes(field) && typeof value === 'string',
    )
    return Object.fromEntries(entries)
  } catch {
    return {}
  }
}

/**
 * The initial form values, including what was typed before. An import is applied only if no other client ID was typed,
 * because its client secret would not match.
 */
export function resumedValues(
  account: AccountSnapshot | null,
  offer: ImportOffer | null,
  kind: AccountKind,
  draft: FormDraft,
): FormValues {
  const typed = draft.clientId ?? ''
  const fits = typed === '' || typed === offer?.clientId
  const start = initialValues(account, fits ? offer : null, kind)
  return { ...start, ...draft, ...(typed === '' && { clientId: start.clientId }) }
}

/**
 * Keeps what was typed for a new account while the user gets the client ID elsewhere: the hidden window's page is closed
 * after a while. The storage belongs to the page's session, which the main process keeps in memory only.
 */
export const formDraft = {
  load: (kind: AccountKind): FormDraft => {
    const draft = parseDraft(localStorage.getItem(storageKey))
    return draft.kind === kind ? draft : {}
  },
  save: (values: FormValues): void => localStorage.setItem(storageKey, JSON.stringify(toDraft(values))),
  clear: (): void => localStorage.removeItem(storageKey),
}
