import { useEffect, useState } from 'preact/hooks'
import { accountKinds, isDiscovered, type AccountKind } from '../../shared/account-kinds.ts'
import { atlassianMcp, type ServerPreset } from '../../shared/atlassian-mcp.ts'

interface NewAccountForm {
  readonly page: 'newAccountForm'
  readonly kind: AccountKind
  /** The server that is filled in. */
  readonly preset?: ServerPreset
}

const editedFields = ['clientSecret', 'redirectUri'] as const
export type EditedField = (typeof editedFields)[number]

/** The page the window shows; kept in `location.hash`, so that the main process can open a specific page. */
export type Route =
  | { readonly page: 'accounts' }
  | { readonly page: 'settings' }
  | { readonly page: 'guide' }
  /** Asks for the kind first. */
  | { readonly page: 'newAccount' }
  | NewAccountForm
  /** `field`: the one to change. */
  | { readonly page: 'editAccount'; readonly id: string; readonly field?: EditedField }
  | { readonly page: 'history'; readonly id: string }
  | { readonly page: 'files'; readonly id: string }
  | { readonly page: 'mcp'; readonly id: string }

/** The route for a hash; the accounts view for an unknown one. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, '').split('/')
  if (parts[0] === 'settings') return { page: 'settings' }
  if (parts[0] === 'guide') return { page: 'guide' }
  if (parts[0] === 'account') {
    if (parts.length === 2 && parts[1] === 'new') return { page: 'newAccount' }
    const kind = accountKinds.find((known) => known === parts[2])
    if (parts[1] === 'new' && kind !== undefined) {
      const { preset } = atlassianMcp
      const isPreset = isDiscovered(kind) && parts[3] === preset
      return { page: 'newAccountForm', kind, ...(isPreset && { preset }) }
    }
    const id = safelyDecoded(parts[1] ?? '')
    const field = editedFields.find((known) => known === parts[3])
    if (id !== '' && parts[2] === 'edit') return { page: 'editAccount', id, ...(field && { field }) }
    if (id !== '' && parts[2] === 'history') return { page: 'history', id }
    if (id !== '' && parts[2] === 'files') return { page: 'files', id }
    if (id !== '' && parts[2] === 'mcp') return { page: 'mcp', id }
  }
  return { page: 'accounts' }
}

/** The hash for a route. */
export function routeHash(route: Route): string {
  switch (route.page) {
    case 'accounts':
      return '#accounts'
    case 'settings':
      return '#settings'
    case 'guide':
      return '#guide'
    case 'newAccount':
      return '#account/new'
    case 'newAccountForm':
      return ['#account/new', route.kind, route.preset].filter((part) => part !== undefined).join('/')
    case 'editAccount':
      return [`#account/${encodeURIComponent(route.id)}/edit`, route.field]
        .filter((part) => part !== undefined)
        .join('/')
    case 'history':
      return `#account/${encodeURIComponent(route.id)}/history`
    case 'files':
      return `#account/${encodeURIComponent(route.id)}/files`
    case 'mcp':
      return `#account/${encodeURIComponent(route.id)}/mcp`
  }
}

/** Goes to a route. */
export function navigate(route: Route): void {
  location.hash = routeHash(route)
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** The route in `location.hash`, no matter what changes it. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const update = () => setHash(location.hash)
    window.addEventListener('hashchange', update)
    // it may have changed before the listener was added
    update()
    return () => window.removeEventListener('hashchange', update)
  }, [])
  return parseRoute(hash)
}
