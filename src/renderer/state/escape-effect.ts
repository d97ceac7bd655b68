import type { Route } from './route.ts'

/** What Esc does: a dialog closes itself, a form asks to be left, everything else hides the window. */
export function escapeEffect(route: Route, dialogOpen: boolean): 'dialog' | 'form' | 'window' {
  if (dialogOpen) return 'dialog'
  return route.page === 'newAccountOf' || route.page === 'editAccount' ? 'form' : 'window'
}
