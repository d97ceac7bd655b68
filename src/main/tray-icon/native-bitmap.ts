import type { TrayIconImage } from './draw-tray-icon.ts'

/**
 * The picture as Electron's `nativeImage.createFromBitmap` wants it: blue, green, red, alpha, premultiplied (Skia's
 * N32 format on every machine Electron runs on). Without this, soft edges get a bright fringe and colors swap.
 */
export function nativeBitmap({ rgba }: TrayIconImage): Uint8Array {
  const bitmap = new Uint8Array(rgba.length)
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] ?? 0
    const premultiplied = (channel: number): number => Math.round(((rgba[i + channel] ?? 0) * alpha) / 255)
    bitmap[i] = premultiplied(2)
    bitmap[i + 1] = premultiplied(1)
    bitmap[i + 2] = premultiplied(0)
    bitmap[i + 3] = alpha
  }
  return bitmap
}
