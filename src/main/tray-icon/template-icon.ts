import { createCanvas, paint, type Canvas } from './canvas.ts'
import { arc, disc, hole, type Box, type Point, type Polygon } from './geometry.ts'
import { black } from './palette.ts'
import { stateMark } from './state-mark.ts'
import { stroke } from './stroke.ts'
import type { TrayLook } from './tray-look.ts'

const trackAlpha = 0.3

/** A ring that shrinks clockwise around the tone's mark, black and alpha only. */
export function templateIcon(look: TrayLook, sizePx: number): Canvas {
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
