import type { TrayIconImage } from '../../../../src/main/tray-icon/draw-tray-icon.ts'
import { drawTrayIcon } from '../../../../src/main/tray-icon/draw-tray-icon.ts'
import type { TrayLook } from '../../../../src/main/tray-icon/tray-look.ts'

export type Color = readonly [number, number, number]

export const sizesPx = [16, 20, 22, 24, 32, 44, 48, 64]
export const white: Color = [255, 255, 255]

export interface Pixel {
  readonly color: Color
  readonly alpha: number
}

export function draw(look: Partial<TrayLook>, sizePx = 22): TrayIconImage {
  return drawTrayIcon({ label: '42', fraction: 0.5, tone: 'valid', template: false, ...look }, sizePx)
}

export function pixels({ rgba }: TrayIconImage): Pixel[] {
  return Array.from({ length: rgba.length / 4 }, (_, i) => ({
    color: [rgba[i * 4]!, rgba[i * 4 + 1]!, rgba[i * 4 + 2]!],
    alpha: rgba[i * 4 + 3]!,
  }))
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
export function luminance(color: Color): number {
  const [r, g, b] = color.map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

/** Contrast ratio, 1 to 21 (WCAG 2.2). */
export function contrast(a: Color, b: Color): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

/** The picture in grayscale on a panel: 0 to 1 for each pixel. */
export function greyOn(panel: Color, image: TrayIconImage): number[] {
  return pixels(image).map(({ color, alpha }) => {
    const share = alpha / 255
    return luminance(color.map((c, i) => c * share + panel[i]! * (1 - share)) as unknown as Color)
  })
}

/** The most common color among the opaque pixels, except white: the tile's. */
export function tileColor(image: TrayIconImage): Color {
  const counts = new Map<string, number>()
  for (const { color, alpha } of pixels(image)) {
    if (alpha < 255 || color.join() === white.join()) continue
    counts.set(color.join(), (counts.get(color.join()) ?? 0) + 1)
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0]!
  return most[0].split(',').map(Number) as unknown as Color
}
