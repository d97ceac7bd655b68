import { useState } from 'preact/hooks'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import { missingFields } from './field-errors.ts'
import type { AccountFormState } from './use-account-form.ts'
import type { Discovery } from './use-discovery.ts'

export interface Submission {
  /** Whether the user is being asked to remove the imported refresh token from its file. */
  readonly blanking: boolean
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
  const { values } = form
  return {
    blanking,
    submit: async () => {
      const { apiUrl } = missingFields(values)
      if (apiUrl !== undefined) return form.mark({ apiUrl })
      if (discovery.isDue) return discovery.discover()
      if (discovery.facts?.registers === false && values.clientId.trim() === '')
        return form.mark({ clientId: 'The client ID is missing.' })
      const saved = await form.save()
      if (saved === null) return
      if (values.importRefreshToken && offer?.source === 'file') setBlanking(true)
      else finish()
    },
  }
}
