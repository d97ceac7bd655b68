import { useLayoutEffect, useState } from 'preact/hooks'
import { navigate } from '../state/route.ts'

export interface LeaveGuard {
  /** Whether the user is being asked if what was entered may be lost. */
  readonly asking: boolean
  /** Goes back to the accounts, asking first when something was entered. */
  leave(): void
  stay(): void
}

/** Keeps Esc and Back from losing what was entered. */
export function useLeaveGuard(dirty: boolean): LeaveGuard {
  const [asking, setAsking] = useState(false)
  const leave = () => {
    if (dirty) setAsking(true)
    else navigate({ page: 'accounts' })
  }
  // not an effect after the paint: Esc may follow the first letter at once
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
