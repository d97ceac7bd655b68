import type { AccountKind } from '../../shared/account-kinds.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { initialValues, type FormValues } from './form-values.ts'

const storageKey = 'newAccountDraft'

/** What is kept: text fields without the secret, and what a server told. */
const keptFields = [
  'kind',
  'name',
  'clientId',
  'redirectUri',
  'scopes',
  'authorizeUrl',
  'tokenUrl',
  'apiUrl',
] as const

export type FormDraft = Partial<Pick<FormValues, (typeof keptFields)[number]>>

/** The part of the values that may be kept; never the client secret. */
export function toDraft(values: FormValues): FormDraft {
  return Object.fromEntries(keptFields.map((field) => [field, values[field]]))
}

/** A stored draft; empty when there is none or it makes no sense. */
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
 * The form's start, with what was typed before. What an import found fills it in only where no other client was typed:
 * a client secret is of no use to another client ID.
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
 * Keeps what was typed for a new account while the user is away fetching the client ID: the hidden window's page ends
 * after a while. The storage is that of the page's session, which main keeps in memory.
 */
export const formDraft = {
  load: (kind: AccountKind): FormDraft => {
    const draft = parseDraft(localStorage.getItem(storageKey))
    return draft.kind === kind ? draft : {}
  },
  save: (values: FormValues): void => localStorage.setItem(storageKey, JSON.stringify(toDraft(values))),
  clear: (): void => localStorage.removeItem(storageKey),
}
