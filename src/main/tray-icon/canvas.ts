import type { Polygon, Point } from './geometry.ts'
import type { Rgb } from './tray-look.ts'

/**
 * How much of each pixel of a `sizePx` x `sizePx` square the polygons cover, 0 to 1, row by row.
 *
 * It is exact, so that an edge on a pixel boundary stays sharp. Polygons with the same direction are united; one in the
 * opposite direction cuts a hole. Every edge adds the area to its right, like font-rs
 * (https://medium.com/@raphlinus/inside-the-fastest-font-renderer-in-the-world-75ae5270c445).
 */
export function coverage(polygons: readonly Polygon[], sizePx: number): Float32Array {
  const stride = sizePx + 2
  const steps = new Float32Array(stride * sizePx)
  for (const polygon of polygons) {
    let from = polygon.at(-1)
    for (const to of polygon) {
      if (from) addEdge(steps, sizePx, from, to)
      from = to
    }
  }
  const covered = new Float32Array(sizePx * sizePx)
  for (let y = 0; y < sizePx; y++) {
    let sum = 0
    for (let x = 0; x < sizePx; x++) {
      sum += steps[y * stride + x] ?? 0
      covered[y * sizePx + x] = Math.min(1, Math.abs(sum))
    }
  }
  return covered
}

function addEdge(steps: Float32Array, sizePx: number, a: Point, b: Point): void {
  if (a.y === b.y) return
  const [top, bottom] = a.y < b.y ? [a, b] : [b, a]
  const direction = a.y < b.y ? 1 : -1
  const slope = (bottom.x - top.x) / (bottom.y - top.y)
  const lastRow = Math.min(sizePx, Math.ceil(bottom.y))
  for (let row = Math.max(0, Math.floor(top.y)); row < lastRow; row++) {
    const y0 = Math.max(row, top.y)
    const y1 = Math.min(row + 1, bottom.y)
    const x0 = clamp(top.x + (y0 - top.y) * slope, sizePx)
    const x1 = clamp(top.x + (y1 - top.y) * slope, sizePx)
    addSpan(steps, row * (sizePx + 2), Math.min(x0, x1), Math.max(x0, x1), direction * (y1 - y0))
  }
}

/** Adds an edge that runs from `left` to `right` within one row, as each pixel's difference to the previous one. */
function addSpan(steps: Float32Array, row: number, left: number, right: number, height: number): void {
  const last = Math.ceil(right)
  let before = 0
  for (let x = Math.floor(left); x <= last; x++) {
    const share = areaUpTo(x + 1, left, right) - areaUpTo(x, left, right)
    steps[row + x] = (steps[row + x] ?? 0) + height * (share - before)
    before = share
  }
}

/** The area between a slanted edge of height 1 and the vertical line at `x`. */
function areaUpTo(x: number, left: number, right: number): number {
  if (x <= left) return 0
  if (x >= right) return x - (left + right) / 2
  return (x - left) ** 2 / (2 * (right - left))
}

function clamp(x: number, sizePx: number): number {
  return Math.min(sizePx, Math.max(0, x))
}

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
