import { useState } from 'preact/hooks'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import { call, type Failure } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
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
  /** What to do about an imported file that could not be synced; null if there is nothing to do. */
  readonly syncing: FailedSync | null
}

export interface FailedSync {
  readonly failure: Failure | null
  readonly busy: boolean
  retry(): void
  skip(): void
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
  /** The account that was saved, but whose file could not be synced. */
  const [unsynced, setUnsynced] = useState<string | null>(null)
  const sync = useAction()
  const isFromFile = offer !== null && offer.fileName !== null
  const { values } = form
  const afterSync = (): void => {
    setUnsynced(null)
    if (values.importSignIn && offer?.hasRefreshToken === true && isFromFile) setBlanking(true)
    else finish()
  }
  const syncFile = async (id: string): Promise<void> => {
    const synced = await sync.run(() => call('import:syncFile', { id }))
    if (synced === null) setUnsynced(id)
    else afterSync()
  }
  const save = async (trustIssuer?: string): Promise<void> => {
    const saved = await form.save(trustIssuer)
    if (saved === null) return
    if (values.syncFile && isFromFile) await syncFile(saved.id)
    else afterSync()
  }
  return {
    blanking,
    asking,
    syncing:
      unsynced === null
        ? null
        : { failure: sync.failure, busy: sync.busy, retry: () => void syncFile(unsynced), skip: afterSync },
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
