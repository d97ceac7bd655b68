import { useEffect } from 'preact/hooks'
import { call } from './call.ts'
import type { Route } from './route.ts'

/** What Esc does: closes an open dialog, leaves a form, or otherwise hides the window. */
export function escapeEffect(route: Route, dialogOpen: boolean): 'dialog' | 'form' | 'window' {
  if (dialogOpen) return 'dialog'
  return route.page === 'newAccountForm' || route.page === 'editAccount' ? 'form' : 'window'
}

/** Lets Esc hide the window, unless a dialog or a form handles the key. */
export function useEscape(route: Route): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      const dialogOpen = document.querySelector('dialog[open]') !== null
      if (escapeEffect(route, dialogOpen) === 'window') void call('window:hide', undefined)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [route.page])
}
