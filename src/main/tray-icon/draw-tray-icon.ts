import { templateIcon } from './template-icon.ts'
import { tileIcon } from './tile-icon.ts'
import type { TrayLook } from './tray-look.ts'

export interface TrayIconImage {
  readonly width: number
  readonly height: number
  /** Four bytes a pixel, not premultiplied, row by row from the upper left corner. */
  readonly rgba: Uint8Array
}

/**
 * Draws the tray icon, `sizePx` pixels wide and high.
 *
 * Throws a RangeError for a size that is not a whole number from 16 to 256, a label of more than two characters and
 * a character the icon font lacks.
 */
export function drawTrayIcon(look: TrayLook, sizePx: number): TrayIconImage {
  if (!Number.isInteger(sizePx) || sizePx < 16 || sizePx > 256) {
    throw new RangeError(`A tray icon is 16 to 256 whole pixels wide, not ${sizePx}`)
  }
  if (look.label.length > 2) {
    throw new RangeError(`A tray label has two characters at most, not ${JSON.stringify(look.label)}`)
  }
  const fraction = Math.min(1, Math.max(0, look.fraction || 0))
  const canvas = (look.template ? templateIcon : tileIcon)({ ...look, fraction }, sizePx)
  return { width: sizePx, height: sizePx, rgba: canvas.rgba }
}
