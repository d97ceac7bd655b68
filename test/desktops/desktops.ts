import { readFileSync } from 'node:fs'

/** How a panel is restarted. */
type PanelRestart =
  /** A program of its own: what its user runs to restart it; null: it is killed, and the session starts it again. */
  | { readonly program: string; readonly restart: readonly string[] | null }
  /** A part of the desktop that is switched off and on again. */
  | { readonly off: readonly string[]; readonly on: readonly string[] }

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
  /** Whether it shows tooltips of icons. */
  readonly tooltips: boolean
  /** What opens the window. */
  readonly opensBy: 'click' | 'doubleClick'
  readonly panel: PanelRestart
  /** Opens a window of another program, `otherTitle`; null: an empty part of the screen takes the focus too. */
  readonly otherProgram: readonly string[] | null
  /** Goes to another workspace; null: the test can't. */
  readonly otherWorkspace: readonly string[] | null
  /** The program that shows notifications, and where and with which mouse button one is opened. */
  readonly notifications: { readonly program: string; readonly at: 'text' | 'button'; readonly button: 1 | 2 }
}

/** Leaves out what else this machine starts at login, such as another clipboard manager. */
const onlyOwnEntries = { XDG_CONFIG_DIRS: '/usr/share' }

export const otherTitle = 'Another program'

// at the lower left: the app's window is at an edge
const otherX11Program = ['xev', '-name', otherTitle, '-geometry', '400x200+60+500']

const gtkScript = `
imports.gi.versions.Gtk = '4.0'
const { GLib, Gtk } = imports.gi
Gtk.init()
const window = new Gtk.Window({ title: '${otherTitle}' })
window.maximize()
window.present()
new GLib.MainLoop(null, false).run()`

const nextWorkspace = ['xdotool', 'set_desktop', '1']

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
  tooltips: true,
  opensBy: 'click',
  panel: { program: 'xfce4-panel', restart: ['xfce4-panel', '--restart'] },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  // a click on the text only closes one
  notifications: { program: 'xfce4-notifyd', at: 'button', button: 1 },
}

export const lxqt: RealDesktop = {
  name: 'lxqt',
  // the default panel is in /usr/share
  env: { XDG_CURRENT_DESKTOP: 'LXQt', XDG_SESSION_TYPE: 'x11', XDG_CONFIG_DIRS: '/etc/xdg:/usr/share' },
  files: () => ({
    // otherwise the session asks at its first start
    '.config/lxqt/session.conf': '[General]\nwindow_manager=openbox\n',
    // it would complain that the private desktop has no polkit
    '.config/autostart/lxqt-policykit-agent.desktop': '[Desktop Entry]\nType=Application\nHidden=true\n',
  }),
  programs: [['startlxqt']],
  display: 'x11',
  tray: 'statusNotifier',
  iconPx: 22,
  tooltips: true,
  opensBy: 'click',
  panel: { program: 'lxqt-panel', restart: null },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  notifications: { program: 'lxqt-notificati', at: 'text', button: 1 },
}

/** As in the default configuration of i3, which starts no entries itself, nor does sway. */
const startEntries = (desktop: string) => `dex --autostart --environment ${desktop}`

export const i3: RealDesktop = {
  name: 'i3',
  env: { XDG_CURRENT_DESKTOP: 'i3', XDG_SESSION_TYPE: 'x11', ...onlyOwnEntries },
  files: () => ({
    '.config/i3/config': `# i3 config file (v4)\nfont pango:monospace 8\nexec ${startEntries('i3')}\nexec dunst\nbar {\n}\n`,
  }),
  programs: [['i3']],
  display: 'x11',
  tray: 'xembed',
  iconPx: 16,
  tooltips: true,
  opensBy: 'click',
  panel: { program: 'i3bar', restart: ['i3-msg', 'restart'] },
  otherProgram: otherX11Program,
  otherWorkspace: ['i3-msg', 'workspace', '2'],
  // by default, the left button only closes one
  notifications: { program: 'dunst', at: 'text', button: 2 },
}

/** Before version 38, Electron only uses Wayland if it is told to. */
const electronOnWayland = { ELECTRON_OZONE_PLATFORM_HINT: 'wayland' }

export const sway: RealDesktop = {
  name: 'sway',
  env: { XDG_CURRENT_DESKTOP: 'sway', XDG_SESSION_TYPE: 'wayland', ...electronOnWayland, ...onlyOwnEntries },
  files: () => ({
    '.config/sway/config': `output * mode 1280x900\nxwayland disable\nexec mako\nexec ${startEntries('sway')}\nbar {\n  swaybar_command waybar\n}\n`,
    '.config/waybar/config': '{"position": "top", "modules-right": ["tray"]}\n',
  }),
  programs: [['env', 'WLR_BACKENDS=x11', 'WLR_RENDERER=pixman', 'sway']],
  display: 'wayland',
  tray: 'statusNotifier',
  iconPx: 16,
  tooltips: true,
  opensBy: 'click',
  panel: { program: 'waybar', restart: ['swaymsg', 'reload'] },
  otherProgram: null,
  otherWorkspace: ['swaymsg', 'workspace', '2'],
  notifications: { program: 'mako', at: 'text', button: 1 },
}

/** What a user who wants no animations has set, and no splash screen, screen lock, or search index. */
const plasmaFiles = {
  '.config/startkderc': '[General]\nsystemdBoot=false\n',
  '.config/ksplashrc': '[KSplash]\nEngine=none\nTheme=None\n',
  '.config/kdeglobals': '[KDE]\nAnimationDurationFactor=0\n',
  '.config/kscreenlockerrc': '[Daemon]\nAutolock=false\n',
  '.config/baloofilerc': '[Basic Settings]\nIndexing-Enabled=false\n',
  '.config/ksmserverrc': '[General]\nloginMode=emptySession\n',
  '.config/kwalletrc': '[Wallet]\nEnabled=false\n',
  // a composited screen without a GPU makes black pictures
  '.config/kwinrc': '[Compositing]\nEnabled=false\n\n[Desktops]\nNumber=2\nRows=1\n',
  // it would complain that the private desktop has no polkit
  '.config/autostart/polkit-kde-authentication-agent-1.desktop':
    '[Desktop Entry]\nType=Application\nHidden=true\n',
}

export const plasma: RealDesktop = {
  name: 'plasma',
  env: {
    XDG_CURRENT_DESKTOP: 'KDE',
    XDG_SESSION_TYPE: 'x11',
    KDE_FULL_SESSION: 'true',
    KDE_SESSION_VERSION: '5',
    QT_QUICK_BACKEND: 'software',
  },
  files: () => plasmaFiles,
  programs: [['startplasma-x11']],
  display: 'x11',
  tray: 'statusNotifier',
  iconPx: 22,
  tooltips: true,
  opensBy: 'click',
  panel: { program: 'plasmashell', restart: ['sh', '-c', 'plasmashell --replace &'] },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  notifications: { program: 'plasmashell', at: 'text', button: 1 },
}

const appIndicators = 'ubuntu-appindicators@ubuntu.com'

// by default, the extension shows icons slightly transparent
const gnomeSettings = `[org/gnome/shell]
enabled-extensions=['${appIndicators}']
welcome-dialog-last-shown-version='99'

[org/gnome/shell/extensions/appindicator]
icon-opacity=255
`

/** Without the settings daemons, which want the machine's services. */
const gnomeSession = '[GNOME Session]\nName=GNOME Shell\nRequiredComponents=org.gnome.Shell;\n'

// the session management of systemd needs a login of the machine, and the check a GPU
const startGnome = ['gnome-session', '--builtin', '--disable-acceleration-check', '--session=shell']

/** Otherwise the bus would start the service of any other desktop that is installed. */
const gnomeNotifications = ['gjs', '/usr/share/gnome-shell/org.gnome.Shell.Notifications']

const gnomeFiles = {
  '.config/glib-2.0/settings/keyfile': gnomeSettings,
  '.config/gnome-session/sessions/shell.session': gnomeSession,
}

export const gnome: RealDesktop = {
  name: 'gnome',
  env: {
    XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_SESSION_TYPE: 'x11',
    GSETTINGS_BACKEND: 'keyfile',
    ...onlyOwnEntries,
  },
  files: () => gnomeFiles,
  programs: [startGnome, gnomeNotifications],
  display: 'x11',
  tray: 'statusNotifier',
  iconPx: 16,
  tooltips: false,
  opensBy: 'doubleClick',
  panel: {
    off: ['gnome-extensions', 'disable', appIndicators],
    on: ['gnome-extensions', 'enable', appIndicators],
  },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  notifications: { program: 'gjs', at: 'text', button: 1 },
}

/** As the session starts it. */
const nestedShell = `[Desktop Entry]
Type=Application
Name=GNOME Shell
Exec=gnome-shell --nested --wayland --no-x11 --unsafe-mode
X-GNOME-Autostart-Phase=DisplayServer
X-GNOME-Autostart-Notify=true
`

/** GNOME as a Wayland compositor, in a window that fills the screen. */
export const gnomeWayland: RealDesktop = {
  ...gnome,
  name: 'gnome-wayland',
  env: {
    ...gnome.env,
    XDG_SESSION_TYPE: 'wayland',
    MUTTER_DEBUG_DUMMY_MODE_SPECS: '1280x900',
    ...electronOnWayland,
  },
  files: () => ({ ...gnomeFiles, '.local/share/applications/org.gnome.Shell.desktop': nestedShell }),
  // with a SHELL, it would start itself from a login shell, which has another environment
  programs: [['env', '--unset=SHELL', ...startGnome], gnomeNotifications],
  display: 'wayland',
  otherProgram: ['env', 'GSK_RENDERER=cairo', 'gjs', '-c', gtkScript],
  otherWorkspace: null,
}
