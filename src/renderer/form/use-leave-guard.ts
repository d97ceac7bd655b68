import { useLayoutEffect, useState } from 'preact/hooks'
import { navigate } from '../state/route.ts'

export interface LeaveGuard {
  /** Whether the user is being asked to discard changes. */
  readonly asking: boolean
  /** Goes back to the accounts, asking first if there are unsaved changes. */
  leave(): void
  stay(): void
}

/** Keeps Esc and Back from discarding changes without asking. */
export function useLeaveGuard(dirty: boolean): LeaveGuard {
  const [asking, setAsking] = useState(false)
  const leave = () => {
    if (dirty) setAsking(true)
    else navigate({ page: 'accounts' })
  }
  // a layout effect, because Esc may follow right after the first letter
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      leave()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [dirty])
  return { asking, leave, stay: () => setAsking(false) }
}
