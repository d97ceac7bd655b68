import { readFileSync } from 'node:fs'

/** A desktop that a Debian 12 has, as its user would have set it up. */
export interface RealDesktop {
  readonly name: string
  readonly env: NodeJS.ProcessEnv
  /** Settings, by their paths in HOME. */
  readonly files: () => Readonly<Record<string, string>>
  /** What a display manager would start. */
  readonly programs: readonly (readonly string[])[]
  /** Where programs get their windows from. */
  readonly display: 'x11' | 'wayland'
  /** How the panel gets the icon. */
  readonly tray: 'statusNotifier' | 'xembed'
  /** How large the panel shows it at scale factor 1. */
  readonly iconPx: 16 | 22
}

const channel = (name: string, properties: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<channel name="${name}" version="1.0">${properties}</channel>\n`

const noAgent = (name: string) =>
  `<property name="${name}" type="empty"><property name="enabled" type="bool" value="false"/></property>`

export const xfce: RealDesktop = {
  name: 'xfce',
  env: { XDG_CURRENT_DESKTOP: 'XFCE', XDG_SESSION_TYPE: 'x11' },
  files: () => ({
    // otherwise the panel asks at its first start
    '.config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml': readFileSync(
      '/etc/xdg/xfce4/panel/default.xml',
      'utf8',
    ),
    // agents would outlive the session
    '.config/xfce4/xfconf/xfce-perchannel-xml/xfce4-session.xml': channel(
      'xfce4-session',
      `<property name="startup" type="empty">${['ssh-agent', 'gpg-agent'].map(noAgent).join('')}</property>`,
    ),
    // a composited screen without a GPU makes black pictures
    '.config/xfce4/xfconf/xfce-perchannel-xml/xfwm4.xml': channel(
      'xfwm4',
      '<property name="general" type="empty"><property name="use_compositing" type="bool" value="false"/></property>',
    ),
  }),
  programs: [['xfce4-session']],
  display: 'x11',
  tray: 'statusNotifier',
  iconPx: 22,
}

export const lxqt: RealDesktop = {
  name: 'lxqt',
  // as `startlxqt` sets it: the default panel is there
  env: { XDG_CURRENT_DESKTOP: 'LXQt', XDG_SESSION_TYPE: 'x11', XDG_CONFIG_DIRS: '/etc/xdg:/usr/share' },
  files: () => ({}),
  programs: [['openbox'], ['lxqt-notificationd'], ['lxqt-panel']],
  display: 'x11',
  tray: 'statusNotifier',
  iconPx: 22,
}

export const i3: RealDesktop = {
  name: 'i3',
  env: { XDG_CURRENT_DESKTOP: 'i3', XDG_SESSION_TYPE: 'x11' },
  files: () => ({
    '.config/i3/config': '# i3 config file (v4)\nfont pango:monospace 8\nbar {\n}\n',
  }),
  programs: [['i3']],
  display: 'x11',
  tray: 'xembed',
  iconPx: 16,
}

export const sway: RealDesktop = {
  name: 'sway',
  env: { XDG_CURRENT_DESKTOP: 'sway', XDG_SESSION_TYPE: 'wayland' },
  files: () => ({
    '.config/sway/config': 'output * mode 1280x900\nxwayland disable\nbar {\n  swaybar_command waybar\n}\n',
    '.config/waybar/config': '{"position": "top", "modules-right": ["tray"]}\n',
  }),
  programs: [['env', 'WLR_BACKENDS=x11', 'WLR_RENDERER=pixman', 'sway'], ['mako']],
  display: 'wayland',
  tray: 'statusNotifier',
  iconPx: 16,
}

// by default, the extension shows icons slightly transparent
const gnomeSettings = `[org/gnome/shell]
enabled-extensions=['ubuntu-appindicators@ubuntu.com']
welcome-dialog-last-shown-version='99'

[org/gnome/shell/extensions/appindicator]
icon-opacity=255
`

export const gnome: RealDesktop = {
  name: 'gnome',
  env: { XDG_CURRENT_DESKTOP: 'GNOME', XDG_SESSION_TYPE: 'x11', GSETTINGS_BACKEND: 'keyfile' },
  files: () => ({ '.config/glib-2.0/settings/keyfile': gnomeSettings }),
  programs: [['gnome-shell', '--x11']],
  display: 'x11',
  tray: 'statusNotifier',
  iconPx: 16,
}
