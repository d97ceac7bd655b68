import { Menu } from 'electron'

/**
 * Takes Electron's own menu away: it is hidden in our windows, but its keys reload and close them, with all that was
 * entered. macOS needs a menu for copy and paste.
 */
export function setAppMenu(): void {
  const isMac = process.platform === 'darwin'
  const roles = ['appMenu', 'editMenu', 'windowMenu'] as const
  Menu.setApplicationMenu(isMac ? Menu.buildFromTemplate(roles.map((role) => ({ role }))) : null)
}
