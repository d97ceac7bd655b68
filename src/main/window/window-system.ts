import { app } from 'electron'

/** Whether Chromium uses an X server; before Electron 38, it also does so on Wayland, unless told otherwise. */
export function isX11(): boolean {
  if (process.platform !== 'linux') return false
  const chosen = app.commandLine.getSwitchValue('ozone-platform')
  return chosen === 'x11' || (chosen === '' && !process.env['WAYLAND_DISPLAY'])
}

/** The Wayland compositors that tile, and where the focus follows the mouse by default. */
export function isTiling(): boolean {
  return /\b(sway|Hyprland)\b/i.test(process.env['XDG_CURRENT_DESKTOP'] ?? '')
}

/** The X11 window type that the desktop keeps out of taskbar and pager; tiling desktops let both float. */
export function typeOutsideTaskbar(): 'toolbar' | 'utility' {
  // LXQt's taskbar lists utility windows (lxqt-panel, `LXQtTaskBar::acceptWindow`)
  return /\bLXQt\b/i.test(process.env['XDG_CURRENT_DESKTOP'] ?? '') ? 'toolbar' : 'utility'
}
