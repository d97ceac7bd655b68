export interface Point {
  readonly x: number
  readonly y: number
}

/** A closed outline; the last point joins the first. */
export type Polygon = readonly Point[]

/** A rectangle in pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A rectangle with rounded corners, clockwise. */
export function roundedRect(box: Box, radius: number): Polygon {
  const r = Math.min(radius, box.width / 2, box.height / 2)
  if (r <= 0) return corners(box)
  const [left, top] = [box.x + r, box.y + r]
  const [right, bottom] = [box.x + box.width - r, box.y + box.height - r]
  return [
    ...arc({ x: left, y: top }, r, 0.5, 0.75),
    ...arc({ x: right, y: top }, r, 0.75, 1),
    ...arc({ x: right, y: bottom }, r, 0, 0.25),
    ...arc({ x: left, y: bottom }, r, 0.25, 0.5),
  ]
}

/** A full circle, clockwise. */
export function disc(center: Point, radius: number): Polygon {
  return arc(center, radius, 0, 1).slice(1)
}

/** The same outline in the other direction: it cuts a hole. */
export function hole(polygon: Polygon): Polygon {
  return polygon.toReversed()
}

/** Points along a circle, angles in turns: 0 is right, 0.25 is down, 0.75 is up. */
export function arc(center: Point, radius: number, fromTurn: number, toTurn: number): Polygon {
  const steps = Math.max(2, Math.ceil(Math.abs(toTurn - fromTurn) * (16 + radius * 4)))
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = (fromTurn + ((toTurn - fromTurn) * i) / steps) * 2 * Math.PI
    return { x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) }
  })
}

function corners({ x, y, width, height }: Box): Polygon {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}

/** A line's corner: `round` is the corner's radius at the center of the line; 0 or undefined makes it sharp. */
export interface Corner extends Point {
  readonly round?: number
}

interface Sample extends Point {
  /** Unit normal, scaled at a sharp corner so that both edges keep their distance. */
  readonly normal: Point
}

/**
 * The outline of a line of the given width with butt ends, as clockwise polygons: one, or two (the second is the
 * hole) when the line is closed.
 */
export function stroke(line: readonly Corner[], width: number, closed = false): Polygon[] {
  const samples = line.flatMap((corner, i) => {
    const before = line[i - 1] ?? (closed ? line.at(-1) : null) ?? null
    const after = line[i + 1] ?? (closed ? line[0] : null) ?? null
    return cornerSamples(corner, before, after, width)
  })
  const left = samples.map((sample) => offset(sample, width / 2))
  const right = samples.map((sample) => offset(sample, -width / 2)).toReversed()
  return closed ? [left, right] : [[...left, ...right]]
}

function cornerSamples(corner: Corner, before: Point | null, after: Point | null, width: number): Sample[] {
  const into = before ? direction(before, corner) : null
  const out = after ? direction(corner, after) : null
  if (!into || !out) {
    const only = into ?? out
    return only ? [{ x: corner.x, y: corner.y, normal: getNormal(only) }] : []
  }
  const turn = Math.atan2(into.x * out.y - into.y * out.x, into.x * out.x + into.y * out.y)
  // Below half the width the inner edge would fold over itself.
  const radius = corner.round ? Math.max(corner.round, width / 2) : 0
  if (radius === 0 || Math.abs(turn) < 0.01) return [miter(corner, into, turn)]
  return bend(corner, into, turn, radius)
}

function miter(corner: Point, into: Point, turn: number): Sample {
  const half = rotate(getNormal(into), turn / 2)
  const scale = 1 / Math.cos(turn / 2)
  return { x: corner.x, y: corner.y, normal: { x: half.x * scale, y: half.y * scale } }
}

function bend(corner: Point, into: Point, turn: number, radius: number): Sample[] {
  const side = Math.sign(turn)
  const setback = radius * Math.tan(Math.abs(turn) / 2)
  const normal = getNormal(into)
  const center = {
    x: corner.x - into.x * setback - normal.x * radius * side,
    y: corner.y - into.y * setback - normal.y * radius * side,
  }
  const steps = Math.max(2, Math.ceil(Math.abs(turn) * (2 + Math.sqrt(radius) * 2)))
  return Array.from({ length: steps + 1 }, (_, i) => {
    const turned = rotate(normal, (turn * i) / steps)
    return {
      x: center.x + turned.x * radius * side,
      y: center.y + turned.y * radius * side,
      normal: turned,
    }
  })
}

function offset(sample: Sample, by: number): Point {
  return { x: sample.x + sample.normal.x * by, y: sample.y + sample.normal.y * by }
}

function direction(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  return { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
}

/** To the left of the direction of travel, where y points down. */
function getNormal(direction: Point): Point {
  return { x: direction.y, y: -direction.x }
}

function rotate({ x, y }: Point, angle: number): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return { x: x * cos - y * sin, y: x * sin + y * cos }
}
