import { nativeImage, type NativeImage } from 'electron'
import type { IconPixels } from '../adapters/desktop/desktop-notifications.ts'

// inserted by the build: a PNG in base64
declare const JIRA_TOKEN_ICON: string

/** The app's icon, which is part of the program: desktops can't read files in a package. */
export function appIcon(): NativeImage {
  return nativeImage.createFromBuffer(Buffer.from(JIRA_TOKEN_ICON, 'base64'))
}

/** The same as pixels. */
export function appIconPixels(): IconPixels {
  const icon = appIcon()
  const { width, height } = icon.getSize()
  const rgba = new Uint8Array(icon.toBitmap())
  // blue, green, red, alpha on all platforms (Skia's N32)
  for (let i = 0; i < rgba.length; i += 4) [rgba[i], rgba[i + 2]] = [rgba[i + 2] ?? 0, rgba[i] ?? 0]
  return { width, height, rgba }
}
