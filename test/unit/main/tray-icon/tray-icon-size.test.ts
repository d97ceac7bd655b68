import { expect, it } from 'vitest'
import { trayIconPx } from '../../../../src/main/tray-icon/tray-icon-size.ts'

it.each([
  ['XFCE', 22],
  ['LXQt', 22],
  ['KDE', 22],
  ['X-Cinnamon', 22],
  ['MATE', 22],
  ['', 22],
  [undefined, 22],
  ['GNOME', 16],
  ['ubuntu:GNOME', 16],
  ['Unity', 16],
  ['sway', 16],
  ['Hyprland', 16],
] as const)('the panel of %s shows icons at %i px', (desktop, px) => {
  const environment = desktop === undefined ? {} : { XDG_CURRENT_DESKTOP: desktop }
  expect(trayIconPx('linux', environment, false)).toBe(px)
})

it('a tray that embeds windows shows them at 16 px on every desktop', () => {
  expect(trayIconPx('linux', { XDG_CURRENT_DESKTOP: 'XFCE' }, true)).toBe(16)
})

it('is 16 px on macOS and Windows, at scale factor 1', () => {
  for (const platform of ['darwin', 'win32'] as const) expect(trayIconPx(platform, {}, false)).toBe(16)
})
