import { nativeImage, screen, type NativeImage } from 'electron'
import { drawTrayIcon, nativeBitmap } from '../tray-icon/draw-tray-icon.ts'
import { trayIconPx } from '../tray-icon/tray-icon-size.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import type { TrayLook } from '../tray-icon/tray-look.ts'

/** What screens of Macs have. */
const scaleFactors = [1, 2]

/**
 * Only the size that is shown: a panel on Linux gets the largest image and would shrink it, and Windows the one for scale
 * factor 1, which it would enlarge (electron #33044).
 */
function singleImage(look: TrayLook, sizePx: number): NativeImage {
  const drawn = drawTrayIcon(look, Math.round(sizePx * screen.getPrimaryDisplay().scaleFactor))
  const { width, height } = drawn
  return nativeImage.createFromBitmap(Buffer.from(nativeBitmap(drawn)), { width, height })
}

/** The tray image in Electron's format, sharp on the display that has the tray. `embedded`: see `trayIconPx`. */
export function trayImage(look: TrayLook, platform: AppSnapshot['platform'], embedded: boolean): NativeImage {
  const sizePx = trayIconPx(platform, process.env, embedded)
  if (platform !== 'darwin') return singleImage(look, sizePx)
  const image = nativeImage.createEmpty()
  for (const scaleFactor of scaleFactors) {
    const drawn = drawTrayIcon(look, Math.round(sizePx * scaleFactor))
    const { width, height } = drawn
    image.addRepresentation({ width, height, scaleFactor, buffer: Buffer.from(nativeBitmap(drawn)) })
  }
  if (look.template) image.setTemplateImage(true)
  return image
}
