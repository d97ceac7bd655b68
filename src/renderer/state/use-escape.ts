import { useEffect } from 'preact/hooks'
import { call } from './call.ts'
import { navigate, type Route } from './route.ts'

/** What Esc does: closes an open dialog, leaves a form, goes back to the accounts, or hides the window. */
export function escapeEffect(route: Route, dialogOpen: boolean): 'dialog' | 'form' | 'back' | 'window' {
  if (dialogOpen) return 'dialog'
  if (route.page === 'newAccountForm' || route.page === 'editAccount') return 'form'
  return route.page === 'accounts' ? 'window' : 'back'
}

/** Lets Esc go back, then hide the window, unless a dialog or a form handles the key. */
export function useEscape(route: Route): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      const dialogOpen = document.querySelector('dialog[open]') !== null
      const effect = escapeEffect(route, dialogOpen)
      if (effect === 'back') navigate({ page: 'accounts' })
      if (effect === 'window') void call('window:hide', undefined)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [route.page])
}
