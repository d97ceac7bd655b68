import {
  behindX11,
  electronOnWayland,
  nextWorkspace,
  onlyOwnEntries,
  otherTitle,
  otherX11Program,
  type RealDesktop,
} from './desktops.ts'

const gtkScript = `
imports.gi.versions.Gtk = '4.0'
const { GLib, Gtk } = imports.gi
Gtk.init()
const window = new Gtk.Window({ title: '${otherTitle}' })
window.maximize()
window.present()
new GLib.MainLoop(null, false).run()`

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

const gnomeFocus = (mode: 'sloppy' | 'click') =>
  `gsettings set org.gnome.desktop.wm.preferences focus-mode ${mode}`.split(' ')

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
  hasTaskbar: false,
  opensBy: 'doubleClick',
  panel: {
    off: ['gnome-extensions', 'disable', appIndicators],
    on: ['gnome-extensions', 'enable', appIndicators],
  },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  behindProgram: behindX11,
  focusFollowsMouse: { on: gnomeFocus('sloppy'), off: gnomeFocus('click') },
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
  focusFollowsMouse: null,
}
