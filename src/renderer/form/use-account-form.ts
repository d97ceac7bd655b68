import { useEffect, useRef, useState } from 'preact/hooks'
import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { call, type Failure } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { findField, firstError, missingFields, type FieldErrors } from './field-errors.ts'
import { formDraft, resumedValues } from './form-draft.ts'
import { saveArgs, withOffer, type FormValues } from './form-values.ts'

export interface AccountFormState {
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly dirty: boolean
  readonly saving: boolean
  /** Whether saving is followed by a sign-in: to a new account, or because its callback URL failed the last one. */
  readonly signsIn: boolean
  /** Why saving failed, if no single field caused it. */
  readonly failure: Failure | null
  change(change: Partial<FormValues>): void
  /** Shows errors on these fields and focuses the first one. */
  mark(errors: FieldErrors): void
  /** Discards what was entered. */
  discard(): void
  /**
   * Saves, then starts signing in if that follows; resolves to null if saving failed. `trustIssuer`: the issuer that the user
   * accepted, if that was asked.
   */
  save(trustIssuer?: string): Promise<{ readonly id: string } | null>
}

/** The errors on fields: `mark` shows some and focuses the first one, `forget` clears those of changed fields. */
function useFieldErrors() {
  const [errors, setErrors] = useState<FieldErrors>({})
  const focusError = useRef(false)

  useEffect(() => {
    const field = firstError(errors)
    if (!focusError.current || field === null) return
    focusError.current = false
    // a tick later, once "Advanced" has opened
    setTimeout(() => document.getElementById(field)?.focus())
  }, [errors])

  return {
    errors,
    mark: (found: FieldErrors): null => {
      focusError.current = true
      setErrors(found)
      return null
    },
    forget: (changed: object): void =>
      setErrors((before) =>
        Object.fromEntries(Object.entries(before).filter(([field]) => !(field in changed))),
      ),
  }
}

/**
 * The state of the account form: its values, errors, and saving.
 *
 * @param url the URL of a known server, for a new account; null: none, and what was typed before is resumed
 */
export function useAccountForm(
  account: AccountSnapshot | null,
  kind: AccountKind,
  offer: ImportOffer | null,
  url: string | null,
): AccountFormState {
  const [draft] = useState(() => (account === null && url === null ? formDraft.load(kind) : {}))
  const [values, setValues] = useState<FormValues>(() => ({
    ...resumedValues(account, offer, kind, draft),
    ...(url !== null && { apiUrl: url }),
  }))
  const taken = useRef(offer)
  const [dirty, setDirty] = useState(Object.keys(draft).length > 0)
  const { errors, mark, forget } = useFieldErrors()
  const saving = useAction()

  const isNew = account === null
  const signsIn =
    kindTraits[kind].signsIn &&
    (isNew ? !values.importSignIn : account.signInError === 'redirectUriNotRegistered')
  useEffect(() => {
    if (isNew && dirty) formDraft.save(values)
  }, [values])

  useEffect(() => {
    // the first offer is already part of the initial values
    if (offer === taken.current) return
    taken.current = offer
    if (offer !== null) setValues((before) => (isUseful(offer, before) ? withOffer(before, offer) : before))
  }, [offer])

  return {
    values,
    errors,
    dirty,
    saving: saving.busy,
    signsIn,
    failure: saving.failure !== null && findField(saving.failure) === null ? saving.failure : null,
    change: (change) => {
      setDirty(true)
      setValues((before) => ({ ...before, ...change }))
      forget(change)
    },
    discard: () => {
      if (isNew) formDraft.clear()
    },
    mark,
    save: async (trustIssuer) => {
      const missing = missingFields(values)
      if (firstError(missing) !== null) return mark(missing)
      let failure: Failure | null = null
      const saved = await saving.run(async () => {
        const answer = await call('accounts:save', saveArgs(account?.id ?? null, values, trustIssuer))
        if (!answer.ok) failure = answer.error
        return answer
      })
      if (saved === null) return failure === null ? null : mark(toFieldErrors(failure))
      setDirty(false)
      if (isNew) formDraft.clear()
      // if the sign-in can't start, the account shows why and lets the user retry
      if (signsIn) await call('signIn:start', { id: saved.value.id, surface: null })
      return saved.value
    },
  }
}

/** The user chose the file for its values; values from the environment don't replace what was typed. */
function isUseful({ source }: ImportOffer, { clientId }: FormValues): boolean {
  return source === 'file' || clientId.trim() === ''
}

function toFieldErrors(failure: Failure): FieldErrors {
  const field = findField(failure)
  return field === null ? {} : { [field]: failure.message }
}
