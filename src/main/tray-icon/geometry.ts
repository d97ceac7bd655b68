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
