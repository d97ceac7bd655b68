/**
 * The title of a dialog for files that are often hidden. On Linux, Electron itself can't show those since version 43; GTK and
 * KDE have the same shortcut for it.
 */
export const hiddenFilesTitle = (title: string, platform = process.platform): string =>
  platform === 'linux' ? `${title} (Ctrl+H shows hidden files)` : title
