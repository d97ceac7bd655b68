import { errorText } from '../../shared/error-texts.ts'
import type { Notice } from '../../shared/snapshot.ts'

export interface NoticeText {
  readonly title: string
  readonly text: string
}

/** The texts for a notice. */
export function noticeText(notice: Notice): NoticeText {
  switch (notice.kind) {
    case 'fileSetAside':
      if (notice.why === 'newer') {
        return {
          title: 'A file from a newer version was set aside',
          text: `This version can’t read ${notice.file}, so it started with a new one. The original is kept as ${notice.keptAs}. To use it again, install the newer version and rename the file back.`,
        }
      }
      return {
        title: 'A damaged file was set aside',
        text: `${notice.file} couldn’t be read, so the app started with a new one. The original is kept as ${notice.keptAs}.`,
      }
    case 'noTray':
      return { title: 'Your desktop shows no tray icons', text: noTrayText(notice.desktop) }
    case 'keychainUnavailable': {
      const { what, todo } = errorText(notice.reason)
      return { title: 'Keychain', text: `${what} ${todo}` }
    }
  }
}

function noTrayText(desktop: string): string {
  const shown = 'So the app opens as a normal window instead.'
  if (/gnome/i.test(desktop)) {
    return `${shown} To get a tray icon, install the GNOME extension “AppIndicator and KStatusNotifierItem Support”, then log in again.`
  }
  const where = desktop === '' ? 'your desktop' : desktop
  return `${shown} To get a tray icon, install a system tray (StatusNotifier host) for ${where}, then restart the app.`
}
