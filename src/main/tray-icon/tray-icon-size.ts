import type { AppSnapshot } from '../../shared/snapshot.ts'

/**
 * Desktops whose panels show icons at 16 px: GNOME's AppIndicator extension, and waybar on the others. All other panels
 * that we know show them at 22 px.
 */
const smallIcons = /\b(GNOME|Unity|sway|Hyprland|river|niri|wlroots)\b/i

/** The size of a tray icon at scale factor 1. `embedded`: in an X11 tray of the older kind. */
export function trayIconPx(
  platform: AppSnapshot['platform'],
  environment: NodeJS.ProcessEnv,
  embedded: boolean,
): 16 | 22 {
  const isSmall = embedded || smallIcons.test(environment['XDG_CURRENT_DESKTOP'] ?? '')
  return platform !== 'linux' || isSmall ? 16 : 22
}
