import { nativeImage, screen, type NativeImage } from 'electron'
import { drawTrayIcon, nativeBitmap } from '../tray-icon/draw-tray-icon.ts'
import type { TrayLook } from '../tray-icon/tray-look.ts'

/** The size of a tray icon at scale factor 1. */
const sizePx = { linux: 22, win32: 16, darwin: 16 } as const

const scaleFactors = [1, 1.5, 2, 3]

/** A panel only gets the largest image and would shrink it, so this creates only the size it shows. */
function linuxImage(look: TrayLook): NativeImage {
  const drawn = drawTrayIcon(look, Math.round(sizePx.linux * screen.getPrimaryDisplay().scaleFactor))
  const { width, height } = drawn
  return nativeImage.createFromBitmap(Buffer.from(nativeBitmap(drawn)), { width, height })
}

/** The tray image in Electron's format, sharp on every display. */
export function trayImage(look: TrayLook, platform: keyof typeof sizePx): NativeImage {
  if (platform === 'linux') return linuxImage(look)
  const image = nativeImage.createEmpty()
  for (const scaleFactor of scaleFactors) {
    const drawn = drawTrayIcon(look, Math.round(sizePx[platform] * scaleFactor))
    const { width, height } = drawn
    image.addRepresentation({ width, height, scaleFactor, buffer: Buffer.from(nativeBitmap(drawn)) })
  }
  if (look.template) image.setTemplateImage(true)
  return image
}
