import { useState } from 'preact/hooks'
import type { IpcAnswer } from '../../shared/ipc-bridge.ts'
import type { Failure } from './call.ts'

export interface Action {
  readonly busy: boolean
  readonly failure: Failure | null
  /** Runs one call; a second one while it runs is ignored. Resolves to the value, or null when it failed. */
  run<T>(work: () => Promise<IpcAnswer<T>>): Promise<{ readonly value: T } | null>
  clear(): void
}

/** The state of an action the user can start: whether it is running, and why it failed. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  return {
    busy,
    failure,
    run: async (work) => {
      if (busy) return null
      setBusy(true)
      setFailure(null)
      const answer = await work()
      setBusy(false)
      if (answer.ok) return { value: answer.value }
      setFailure(answer.error)
      return null
    },
    clear: () => setFailure(null),
  }
}
