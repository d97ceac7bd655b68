/** A time of the local API as people here write it, to the second; `-` for none. */
export function localTime(iso: string | null): string {
  return iso === null ? '-' : new Date(iso).toLocaleString('sv-SE')
}
