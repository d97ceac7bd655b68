import type { PNG } from 'pngjs'
import { drawTrayIcon } from '../../src/main/tray-icon/draw-tray-icon.ts'
import { tileLayout } from '../../src/main/tray-icon/tile-layout.ts'
import type { Box } from './box.ts'

interface Pixel {
  readonly x: number
  readonly y: number
  readonly rgb: readonly [number, number, number]
}

/** The opaque pixels of the icon above its bar, whose length changes every second. */
function pixelsAboveBar(label: string, sizePx: number): Pixel[] {
  const { rgba, width } = drawTrayIcon({ label, fraction: 1, tone: 'valid', template: false }, sizePx)
  const { layout, offset } = tileLayout(sizePx)
  const pixels: Pixel[] = []
  for (let y = 0; y < offset + layout.plain.bar.y; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [red = 0, green = 0, blue = 0, alpha] = rgba.subarray((y * width + x) * 4)
      if (alpha === 255) pixels.push({ x, y, rgb: [red, green, blue] })
    }
  }
  return pixels
}

function isAt(screen: PNG, left: number, top: number, pixels: readonly Pixel[]): boolean {
  return pixels.every(({ x, y, rgb }) => {
    const i = ((top + y) * screen.width + left + x) * 4
    return screen.data[i] === rgb[0] && screen.data[i + 1] === rgb[1] && screen.data[i + 2] === rgb[2]
  })
}

/** A slow machine needs a while to get there. */
const minMinutes = 15

/** Where the screen shows the icon of a valid token with up to an hour left, exactly as it is drawn in this size; null: nowhere. */
export function findIcon(screen: PNG, sizePx: number): Box | null {
  // the first pixel is the same with all labels
  const first = pixelsAboveBar('60', sizePx).slice(0, 1)
  const places: Box[] = []
  for (let y = 0; y <= screen.height - sizePx; y += 1) {
    for (let x = 0; x <= screen.width - sizePx; x += 1)
      if (isAt(screen, x, y, first)) places.push({ x, y, width: sizePx, height: sizePx })
  }
  for (let minutes = 60; minutes >= minMinutes; minutes -= 1) {
    const pixels = pixelsAboveBar(String(minutes), sizePx)
    const found = places.find(({ x, y }) => isAt(screen, x, y, pixels))
    if (found !== undefined) return found
  }
  return null
}
