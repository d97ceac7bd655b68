import { errorText } from '../../shared/error-texts.ts'
import type { Notice } from '../../shared/snapshot.ts'

export interface NoticeText {
  readonly title: string
  readonly text: string
}

/** The words for a notice. */
export function noticeText(notice: Notice): NoticeText {
  switch (notice.kind) {
    case 'fileSetAside':
      if (notice.why === 'newer') {
        return {
          title: 'A newer version of the app was here',
          text: `It wrote ${notice.file}, which this version can’t read, so it started with a fresh one. The other is kept as ${notice.keptAs}: install the newer version and give the file its name back to go on with it.`,
        }
      }
      return {
        title: 'A damaged file was set aside',
        text: `${notice.file} could not be read, so the app started with a fresh one. The old one is kept as ${notice.keptAs}.`,
      }
    case 'noTray':
      return { title: 'This desktop shows no tray icons', text: noTrayText(notice.desktop) }
    case 'keychainUnavailable': {
      const { what, todo } = errorText(notice.reason)
      return { title: 'Keychain', text: `${what} ${todo}` }
    }
  }
}

function noTrayText(desktop: string): string {
  const shown = 'That’s why the app runs in this window.'
  if (/gnome/i.test(desktop)) {
    return `${shown} GNOME needs the extension “AppIndicator and KStatusNotifierItem Support” for them: install it, then log in again.`
  }
  const where = desktop === '' ? 'Your desktop' : desktop
  return `${shown} ${where} has nothing that shows them (a StatusNotifier host): install one, then restart the app.`
}
