export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const gapPx = 8

/** The preferred size, limited to the work area. */
export function fitInto(
  workArea: Rectangle,
  { width, height }: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  return {
    width: Math.min(width, workArea.width - 2 * gapPx),
    height: Math.min(height, workArea.height - 2 * gapPx),
  }
}

interface Stretch {
  readonly start: number
  readonly length: number
}

/** Where a stretch of another length starts, so that the end stays that is nearer to an end of what is around it. */
function startOfResized({ start, length }: Stretch, newLength: number, around: Stretch): number {
  if (newLength === length) return start
  const isLate = start + length / 2 > around.start + around.length / 2
  const last = around.start + around.length - gapPx - newLength
  return Math.round(
    Math.max(around.start + gapPx, Math.min(last, isLate ? start + length - newLength : start)),
  )
}

/**
 * An area of another size, still inside the work area: the edges that are nearer to an edge of the work area, where the tray
 * probably is, stay.
 */
export function resize(
  { x, y, width, height }: Rectangle,
  size: { readonly width: number; readonly height: number },
  workArea: Rectangle,
): Rectangle {
  const across = { start: workArea.x, length: workArea.width }
  const down = { start: workArea.y, length: workArea.height }
  return {
    ...size,
    x: startOfResized({ start: x, length: width }, size.width, across),
    y: startOfResized({ start: y, length: height }, size.height, down),
  }
}

/** A display with the part of it that panels leave free. */
export interface DisplayArea {
  readonly bounds: Rectangle
  readonly workArea: Rectangle
}

/** How thick a panel may be that is not taken from the work area. */
const maxPanelPx = 64
const iconPx = 24

/**
 * The place of a tray icon that was clicked at this point; null if there can't be a panel, because the point is neither
 * outside of the work area nor at the edge of the display.
 */
export function iconAt({ x, y }: Point, { bounds, workArea }: DisplayArea): Rectangle | null {
  const isWithin = (area: Rectangle, inset: number) =>
    x >= area.x + inset &&
    y >= area.y + inset &&
    x < area.x + area.width - inset &&
    y < area.y + area.height - inset
  if (!isWithin(bounds, 0) || (isWithin(workArea, 0) && isWithin(bounds, maxPanelPx))) return null
  return { x: x - iconPx / 2, y: y - iconPx / 2, width: iconPx, height: iconPx }
}

type Point = Pick<Rectangle, 'x' | 'y'>

/** Whether the point is in this area. */
export function contains({ x, y, width, height }: Rectangle, point: Point): boolean {
  return point.x >= x && point.y >= y && point.x < x + width && point.y < y + height
}

/** Whether the mouse is on its way from the tray icon to the window: in neither of them, but in what encloses both. */
export function isBetween(mouse: Point, icon: Rectangle, window: Rectangle): boolean {
  const x = Math.min(icon.x, window.x)
  const y = Math.min(icon.y, window.y)
  const width = Math.max(icon.x + icon.width, window.x + window.width) - x
  const height = Math.max(icon.y + icon.height, window.y + window.height) - y
  return contains({ x, y, width, height }, mouse) && !contains(icon, mouse) && !contains(window, mouse)
}

/** Whether the only panel is at this edge: then its tray is there too. */
function hasPanelOnly(edge: 'bottom' | 'left', { bounds, workArea }: DisplayArea): boolean {
  const top = workArea.y - bounds.y
  const left = workArea.x - bounds.x
  const bottom = bounds.height - workArea.height - top
  const right = bounds.width - workArea.width - left
  return edge === 'bottom' ? bottom > 0 && top <= 0 : left > 0 && right <= 0 && top <= 0 && bottom <= 0
}

/**
 * The window's position: next to the tray icon, inside the work area. If the icon's position is unknown: the corner where
 * the panel has its tray, if there is one panel, and otherwise where most have it.
 */
export function placeWindow(
  size: { readonly width: number; readonly height: number },
  icon: Rectangle | null,
  display: DisplayArea,
): { x: number; y: number } {
  const { workArea } = display
  const right = workArea.x + workArea.width - size.width
  const bottom = workArea.y + workArea.height - size.height
  const inside = (value: number, low: number, high: number) =>
    Math.round(Math.max(low, Math.min(high, value)))
  if (icon === null || icon.width === 0) {
    const isLeft = hasPanelOnly('left', display)
    return {
      x: isLeft ? workArea.x + gapPx : right - gapPx,
      y: isLeft || hasPanelOnly('bottom', display) ? bottom - gapPx : workArea.y + gapPx,
    }
  }
  const isAbove = icon.y + icon.height / 2 < workArea.y + workArea.height / 2
  const y = isAbove ? icon.y + icon.height + gapPx : icon.y - size.height - gapPx
  const x = icon.x + icon.width / 2 - size.width / 2
  return { x: inside(x, workArea.x + gapPx, right - gapPx), y: inside(y, workArea.y + gapPx, bottom - gapPx) }
}
