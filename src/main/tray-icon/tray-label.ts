/**
 * The time left in two characters: minutes to 99, then whole hours (`1h` to `9h`), then `9+`.
 *
 * Rounds down, so that the icon never promises too much.
 */
export function trayLabel(minutesLeft: number): string {
  if (!(minutesLeft > 0)) return '0'
  if (minutesLeft < 100) return String(Math.floor(minutesLeft))
  const hours = Math.floor(minutesLeft / 60)
  return hours < 10 ? `${hours}h` : '9+'
}
