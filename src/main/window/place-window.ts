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

/**
 * The window's position: next to the tray icon, inside the work area. If the icon's position is unknown: the corner where
 * most panels have their tray.
 */
export function placeWindow(
  size: { readonly width: number; readonly height: number },
  icon: Rectangle | null,
  workArea: Rectangle,
): { x: number; y: number } {
  const right = workArea.x + workArea.width - size.width
  const bottom = workArea.y + workArea.height - size.height
  const inside = (value: number, low: number, high: number) =>
    Math.round(Math.max(low, Math.min(high, value)))
  if (icon === null || icon.width === 0) return { x: right - gapPx, y: workArea.y + gapPx }
  const isAbove = icon.y + icon.height / 2 < workArea.y + workArea.height / 2
  const y = isAbove ? icon.y + icon.height + gapPx : icon.y - size.height - gapPx
  const x = icon.x + icon.width / 2 - size.width / 2
  return { x: inside(x, workArea.x + gapPx, right - gapPx), y: inside(y, workArea.y + gapPx, bottom - gapPx) }
}
