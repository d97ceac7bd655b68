import { coverage } from './coverage.ts'
import type { Polygon } from './geometry.ts'
import type { Rgb } from './palette.ts'

/** A square image; `rgba` is not premultiplied. */
export interface Canvas {
  readonly sizePx: number
  readonly rgba: Uint8Array
}

/** An empty, transparent square. */
export function createCanvas(sizePx: number): Canvas {
  return { sizePx, rgba: new Uint8Array(sizePx * sizePx * 4) }
}

/** Paints the polygons in one color over what is there; `alpha` is 0 to 1. */
export function paint(canvas: Canvas, polygons: readonly Polygon[], color: Rgb, alpha = 1): void {
  const { rgba } = canvas
  coverage(polygons, canvas.sizePx).forEach((covered, pixel) => {
    const above = covered * alpha
    if (above < 1 / 512) return
    const i = pixel * 4
    const below = ((rgba[i + 3] ?? 0) / 255) * (1 - above)
    const total = above + below
    color.forEach((channel, c) => {
      rgba[i + c] = Math.round((channel * above + (rgba[i + c] ?? 0) * below) / total)
    })
    rgba[i + 3] = Math.round(total * 255)
  })
}
