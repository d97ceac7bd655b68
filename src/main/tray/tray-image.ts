import { nativeImage, screen, type NativeImage } from 'electron'
import { drawTrayIcon, nativeBitmap } from '../tray-icon/draw-tray-icon.ts'
import type { TrayLook } from '../tray-icon/tray-look.ts'

/** The size of a tray icon at scale factor 1. */
const sizePx = { linux: 22, win32: 16, darwin: 16 } as const

/** What screens of Macs have. */
const scaleFactors = [1, 2]

/**
 * Only the size that is shown: a panel on Linux gets the largest image and would shrink it, and Windows the one for scale
 * factor 1, which it would enlarge (electron #33044).
 */
function singleImage(look: TrayLook, platform: 'linux' | 'win32'): NativeImage {
  const drawn = drawTrayIcon(look, Math.round(sizePx[platform] * screen.getPrimaryDisplay().scaleFactor))
  const { width, height } = drawn
  return nativeImage.createFromBitmap(Buffer.from(nativeBitmap(drawn)), { width, height })
}

/** The tray image in Electron's format, sharp on the display that has the tray. */
export function trayImage(look: TrayLook, platform: keyof typeof sizePx): NativeImage {
  if (platform !== 'darwin') return singleImage(look, platform)
  const image = nativeImage.createEmpty()
  for (const scaleFactor of scaleFactors) {
    const drawn = drawTrayIcon(look, Math.round(sizePx.darwin * scaleFactor))
    const { width, height } = drawn
    image.addRepresentation({ width, height, scaleFactor, buffer: Buffer.from(nativeBitmap(drawn)) })
  }
  if (look.template) image.setTemplateImage(true)
  return image
}
