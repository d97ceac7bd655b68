/** A time from the local API in the user's time zone, to the second; `-` for none. */
export function localTime(iso: string | null): string {
  return iso === null ? '-' : new Date(iso).toLocaleString('sv-SE')
}
