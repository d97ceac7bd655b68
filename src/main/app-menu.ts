import { Menu } from 'electron'

/**
 * Removes Electron's default menu: it is hidden in our windows, but its shortcuts would reload or close them and lose
 * what was entered. macOS needs a menu for copy and paste.
 */
export function setAppMenu(): void {
  const isMac = process.platform === 'darwin'
  const roles = ['appMenu', 'editMenu', 'windowMenu'] as const
  Menu.setApplicationMenu(isMac ? Menu.buildFromTemplate(roles.map((role) => ({ role }))) : null)
}
