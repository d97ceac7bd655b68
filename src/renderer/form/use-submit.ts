import { useState } from 'preact/hooks'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import { missingFields } from './field-errors.ts'
import type { AccountFormState } from './use-account-form.ts'
import type { Discovery } from './use-discovery.ts'

export interface Submission {
  /** Whether the user is being asked to remove the imported refresh token from its file. */
  readonly blanking: boolean
  /** Whether the user is being asked to trust the server's issuer. */
  readonly asking: boolean
  /** Answers that question, and saves if they do. */
  answer(trusts: boolean): Promise<void>
  submit(): Promise<void>
}

/** Discovers the server if that is due, otherwise saves. Calls `finish` when nothing is left to do or ask. */
export function useSubmit(
  form: AccountFormState,
  discovery: Discovery,
  offer: ImportOffer | null,
  finish: () => void,
): Submission {
  const [blanking, setBlanking] = useState(false)
  const [asking, setAsking] = useState(false)
  const { values } = form
  const save = async (trustIssuer?: string): Promise<void> => {
    const saved = await form.save(trustIssuer)
    if (saved === null) return
    if (values.importRefreshToken && offer?.source === 'file') setBlanking(true)
    else finish()
  }
  return {
    blanking,
    asking,
    answer: async (trusts) => {
      setAsking(false)
      if (trusts) await save(discovery.facts?.issuer)
    },
    submit: async () => {
      const { apiUrl } = missingFields(values)
      if (apiUrl !== undefined) return form.mark({ apiUrl })
      if (discovery.isDue) return discovery.discover()
      if (discovery.facts?.registers === false && values.clientId.trim() === '')
        return form.mark({ clientId: 'The client ID is missing.' })
      if (discovery.facts?.needsTrust === true) setAsking(true)
      else await save()
    },
  }
}
