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
  /** One or two characters of `0-9`, `h`, `+`, `!`, `?`; empty: the tone's mark stands alone. */
  readonly label: string
  /** What is left of the token's life, 0 to 1; values outside are clamped. */
  readonly fraction: number
  readonly tone: TrayTone
  /** A macOS template image: black and alpha only, a ring and a mark; the text goes to `setTitle`. */
  readonly template: boolean
}
