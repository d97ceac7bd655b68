import { createCanvas, paint, type Canvas } from './canvas.ts'
import { arc, disc, hole, type Box, type Point, type Polygon, stroke } from './geometry.ts'
import { stateMark } from './state-mark.ts'
import { tileIcon } from './tile-icon.ts'
import { type TrayLook, black } from './tray-look.ts'

const trackAlpha = 0.3

/** A ring that shrinks clockwise around the tone's mark, black and alpha only. */
function templateIcon(look: TrayLook, sizePx: number): Canvas {
  const canvas = createCanvas(sizePx)
  const center = { x: sizePx / 2, y: sizePx / 2 }
  const width = Math.max(2, Math.round(sizePx / 10))
  const outer = sizePx / 2 - Math.floor(sizePx / 16) / 2
  const track = [disc(center, outer), hole(disc(center, outer - width))]
  paint(canvas, track, black, trackAlpha)
  paint(canvas, ringRest(center, outer - width / 2, width, look.fraction), black)
  const mark = evenBox(sizePx, (outer - width) * 1.2)
  paint(canvas, stateMark(look.tone, mark), black)
  return canvas
}

function ringRest(center: Point, radius: number, width: number, fraction: number): Polygon[] {
  if (fraction <= 0) return []
  if (fraction >= 1) return [disc(center, radius + width / 2), hole(disc(center, radius - width / 2))]
  return stroke(arc(center, radius, 0.75, 0.75 + fraction), width)
}

/** A centered box whose edges fall on pixel boundaries. */
function evenBox(sizePx: number, wanted: number): Box {
  const inset = Math.round((sizePx - wanted) / 2)
  const side = sizePx - 2 * inset
  return { x: inset, y: inset, width: side, height: side }
}

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

/**
 * The picture as Electron's `nativeImage.createFromBitmap` wants it: blue, green, red, alpha, premultiplied (Skia's
 * N32 format on every machine Electron runs on). Without this, soft edges get a bright fringe and colors swap.
 */
export function nativeBitmap({ rgba }: TrayIconImage): Uint8Array {
  const bitmap = new Uint8Array(rgba.length)
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] ?? 0
    const premultiplied = (channel: number): number => Math.round(((rgba[i + channel] ?? 0) * alpha) / 255)
    bitmap[i] = premultiplied(2)
    bitmap[i + 1] = premultiplied(1)
    bitmap[i + 2] = premultiplied(0)
    bitmap[i + 3] = alpha
  }
  return bitmap
}
