import type { PNG } from 'pngjs'
import { drawTrayIcon } from '../../src/main/tray-icon/draw-tray-icon.ts'
import { tileLayout } from '../../src/main/tray-icon/tile-layout.ts'
import type { Box } from './screen.ts'

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

/** Where the screen shows the icon of a valid token with about an hour left, exactly as it is drawn in this size; null: nowhere. */
export function findIcon(screen: PNG, sizePx: number): Box | null {
  for (let minutes = 60; minutes >= 50; minutes -= 1) {
    const pixels = pixelsAboveBar(String(minutes), sizePx)
    for (let y = 0; y <= screen.height - sizePx; y += 1) {
      for (let x = 0; x <= screen.width - sizePx; x += 1) {
        if (isAt(screen, x, y, pixels)) return { x, y, width: sizePx, height: sizePx }
      }
    }
  }
  return null
}
