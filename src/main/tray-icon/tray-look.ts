import type { TrayState } from '../../shared/account-view.ts'

/** What the tray shows. Each state has a color and a mark of its own. */
export interface TrayLook {
  /** One or two characters of `0-9`, `h`, `+`, `!`, `?`; if empty, only the tone's mark is shown. */
  readonly label: string
  /** How much of the token's lifetime is left, 0 to 1; other values are clamped. */
  readonly fraction: number
  readonly tone: TrayState
  /** A macOS template image: black and alpha only, a ring and a mark; the text goes to `setTitle`. */
  readonly template: boolean
}

/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number]

export const white: Rgb = [255, 255, 255]
export const black: Rgb = [0, 0, 0]

/**
 * The tile's color for each tone. All have a relative luminance of about 0.18, the only level at which white digits
 * reach 4.5:1 (WCAG 2.2, 1.4.3) and the tile still stands out by 3:1 from white and from a #2d2d2d panel (1.4.11).
 */
export const toneColors: Readonly<Record<TrayState, Rgb>> = {
  valid: [0x4d, 0x6b, 0xed],
  renewing: [0x0b, 0x83, 0x87],
  retrying: [0xbc, 0x5b, 0x00],
  signInNeeded: [0xde, 0x31, 0x40],
  misconfigured: [0xae, 0x47, 0xd1],
  keychainUnavailable: [0x93, 0x71, 0x04],
  noAccount: [0x6f, 0x76, 0x85],
  paused: [0x5e, 0x78, 0x9c],
}

/** The emptied part of the bar: the tile's color at half its strength. */
export function trackColor([red, green, blue]: Rgb): Rgb {
  return [red >> 1, green >> 1, blue >> 1]
}
