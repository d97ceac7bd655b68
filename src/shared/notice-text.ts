import { errorRow } from './error-table.ts'
import type { Notice } from './snapshot.ts'

interface NoticeText {
  readonly title: string
  readonly text: string
}

/** The texts for a notice. */
export function noticeText(notice: Notice): NoticeText {
  switch (notice.kind) {
    case 'fileSetAside':
      return fileText(notice)
    case 'accountSetAside':
      return accountText(notice)
    case 'noTray':
      return { title: 'Your desktop shows no tray icons', text: noTrayText(notice.desktop) }
    case 'keychainUnavailable': {
      const { what, todo } = errorRow(notice.reason)
      return { title: 'Keychain', text: `${what} ${todo}` }
    }
  }
}

type NoticeOf<K extends Notice['kind']> = Notice & { readonly kind: K }

function fileText({ file, keptAs, why }: NoticeOf<'fileSetAside'>): NoticeText {
  switch (why) {
    case 'newer':
      return {
        title: 'A file from a newer version was set aside',
        text: `This version can’t read ${file}, so it started with a new one. The original is kept as ${keptAs}. To use it again, install the newer version and rename the file back.`,
      }
    case 'missing':
      return {
        title: 'A missing file was restored',
        text: `${file} was gone, so its last good copy is in use. To start without accounts, quit the app and delete ${keptAs} as well.`,
      }
    case 'restored':
      return {
        title: 'A damaged file was replaced by its last good copy',
        text: `${file} couldn’t be read, so its last good copy is in use. Check your latest changes. The damaged file is kept as ${keptAs}.`,
      }
    case 'partlyDamaged':
      return {
        title: 'A file was partly damaged',
        text: `Part of ${file} couldn’t be read, and the rest is in use. The original is kept as ${keptAs}.`,
      }
    case 'damaged':
      return {
        title: 'A damaged file was set aside',
        text: `${file} couldn’t be read, so the app started with a new one. The original is kept as ${keptAs}.`,
      }
  }
}

function accountText({ name, field }: NoticeOf<'accountSetAside'>): NoticeText {
  const account = name === '' ? 'An account' : `The account “${name}”`
  const why = field === null ? '' : ` (“${field}” is not valid)`
  return {
    title: 'An account was set aside',
    text: `${account} can’t be used, because its settings can’t be read${why}. They are kept in settings.json, under “unreadable”, and its secrets in the keychain. To get it back, quit the app, correct the settings there, and start it again.`,
  }
}

function noTrayText(desktop: string): string {
  const shown = 'So the app opens as a normal window instead. If you close it, you can keep the app running.'
  if (/gnome/i.test(desktop)) {
    return `${shown} To get a tray icon, install the GNOME extension “AppIndicator and KStatusNotifierItem Support”, then log in again.`
  }
  const where = desktop === '' ? 'your desktop' : desktop
  return `${shown} To get a tray icon, install a system tray (StatusNotifier host) for ${where}, then restart the app.`
}
