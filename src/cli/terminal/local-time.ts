import { timeLocale } from '../../shared/time-text.ts'

/**
 * A time from the local API in the user's time zone, to the second: a date that sorts, and the time with the clock of the
 * user's locale; `-` for none.
 */
export function localTime(iso: string | null): string {
  if (iso === null) return '-'
  const at = new Date(iso)
  return `${at.toLocaleDateString('sv-SE')} ${at.toLocaleTimeString(timeLocale(), { timeStyle: 'medium' })}`
}
