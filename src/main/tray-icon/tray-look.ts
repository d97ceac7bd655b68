/** What the tray shows; each has a color and a mark of its own. */
export const trayTones = [
  'valid',
  'renewing',
  'retrying',
  'signInNeeded',
  'misconfigured',
  'keychainUnavailable',
  'noAccount',
  'paused',
] as const

export type TrayTone = (typeof trayTones)[number]

export interface TrayLook {
  /** One or two characters of `0-9`, `h`, `+`, `!`, `?`; if empty, only the tone's mark is shown. */
  readonly label: string
  /** How much of the token's lifetime is left, 0 to 1; other values are clamped. */
  readonly fraction: number
  readonly tone: TrayTone
  /** A macOS template image: black and alpha only, a ring and a mark; the text goes to `setTitle`. */
  readonly template: boolean
}
