import { useState } from 'preact/hooks'
import { isDiscovered } from '../../shared/account-kinds.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { call, type Failure } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { findField } from './field-errors.ts'
import { withFound, type FormValues } from './form-values.ts'

/** What is known about where to sign in to a server. */
export interface ServerFacts {
  readonly issuer: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly registrationUrl: string | null
  /** Whether the user has to accept the issuer first. */
  readonly needsTrust: boolean
  /** Whether the app can register itself there; null if unknown. */
  readonly registers: boolean | null
  /** Whether the client ID can be the URL of a client ID metadata document. */
  readonly takesClientUrls: boolean
}

export interface Discovery {
  /** Whether discovery must run before the account can be saved. */
  readonly isDue: boolean
  readonly facts: ServerFacts | null
  readonly busy: boolean
  /** Why discovery failed, if no single field caused it. */
  readonly failure: Failure | null
  /** The error for the URL field. */
  readonly urlError: string | undefined
  discover(): Promise<void>
}

/** Discovers where to sign in, for kinds that need only a URL. */
export function useDiscovery(
  account: AccountSnapshot | null,
  values: FormValues,
  change: (change: Partial<FormValues>) => void,
): Discovery {
  const [found, setFound] = useState<DiscoveredServer | null>(null)
  const asking = useAction()
  const url = values.apiUrl.trim()
  const known = found?.url ?? account?.apiUrl ?? null
  const isDue = isDiscovered(values.kind) && url !== known
  const isAboutUrl = asking.failure !== null && findField(asking.failure) === 'apiUrl'
  return {
    isDue,
    facts: isDue || !isDiscovered(values.kind) ? null : toServerFacts(found, account),
    busy: asking.busy,
    failure: isAboutUrl ? null : asking.failure,
    urlError: isAboutUrl ? asking.failure?.message : undefined,
    discover: async () => {
      const answer = await asking.run(() => call('accounts:discover', { apiUrl: url }))
      if (answer === null) return
      setFound(answer.value)
      change(withFound(values, answer.value))
    },
  }
}

function toServerFacts(found: DiscoveredServer | null, account: AccountSnapshot | null): ServerFacts | null {
  if (found !== null) {
    const isKnown = account !== null && account.issuer === found.issuer
    return {
      ...found,
      needsTrust: found.needsTrust && !isKnown,
      registers: found.registrationUrl !== null,
    }
  }
  if (account === null || account.issuer === null) return null
  const unknown = { registrationUrl: null, needsTrust: false, registers: null, takesClientUrls: false }
  return { ...account, issuer: account.issuer, ...unknown }
}
