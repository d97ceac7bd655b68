import type { ErrorText } from './error-table/error-classes.ts'

/** Why a token that works reaches nothing, and what to do. */
export const noSiteText: ErrorText = {
  what: 'This account has access to no site.',
  todo: 'Sign in again and choose a site on the consent page. If it lists none, or if this is a service account, ask your administrator for access to the product.',
}
