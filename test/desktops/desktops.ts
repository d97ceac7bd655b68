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
  /** Whether the panel with the icon also lists windows. */
  readonly hasTaskbar: boolean
  /** What opens the window. */
  readonly opensBy: 'click' | 'doubleClick'
  readonly panel: PanelRestart
  /** Opens a window of another program, `otherTitle`; null: an empty part of the screen takes the focus too. */
  readonly otherProgram: readonly string[] | null
  /** Goes to another workspace; null: the test can't. */
  readonly otherWorkspace: readonly string[] | null
  /** Opens a window, `behindTitle`, that fills the screen or its free part. */
  readonly behindProgram: readonly string[]
  /** Makes the focus follow the mouse, and no longer; null: the test can't. */
  readonly focusFollowsMouse: { readonly on: readonly string[]; readonly off: readonly string[] } | null
  /** The program that shows notifications, and where and with which mouse button one is opened. */
  readonly notifications: { readonly program: string; readonly at: 'text' | 'button'; readonly button: 1 | 2 }
}

/** Leaves out what else this machine starts at login, such as another clipboard manager. */
export const onlyOwnEntries = { XDG_CONFIG_DIRS: '/usr/share' }

export const otherTitle = 'Another program'

// at the lower left: the app's window is at an edge
export const otherX11Program = ['xev', '-name', otherTitle, '-geometry', '400x200+60+500']

export const behindTitle = 'Behind'

export const behindX11 = ['xev', '-name', behindTitle, '-geometry', '1280x900+0+0']

/** Programs that do nothing, where it does so by default. */
const followsByDefault = { on: ['true'], off: ['true'] }

export const nextWorkspace = ['xdotool', 'set_desktop', '1']

const channel = (name: string, properties: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<channel name="${name}" version="1.0">${properties}</channel>\n`

const noAgent = (name: string) =>
  `<property name="${name}" type="empty"><property name="enabled" type="bool" value="false"/></property>`

const xfwmClickToFocus = (value: 'true' | 'false') =>
  `xfconf-query -c xfwm4 -p /general/click_to_focus -n -t bool -s ${value}`.split(' ')

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
  hasTaskbar: true,
  opensBy: 'click',
  panel: { program: 'xfce4-panel', restart: ['xfce4-panel', '--restart'] },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  // a click on the text only closes one
  behindProgram: behindX11,
  focusFollowsMouse: { on: xfwmClickToFocus('false'), off: xfwmClickToFocus('true') },
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
  hasTaskbar: true,
  opensBy: 'click',
  panel: { program: 'lxqt-panel', restart: null },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  behindProgram: behindX11,
  focusFollowsMouse: null,
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
  hasTaskbar: false,
  opensBy: 'click',
  panel: { program: 'i3bar', restart: ['i3-msg', 'restart'] },
  otherProgram: otherX11Program,
  otherWorkspace: ['i3-msg', 'workspace', '2'],
  // by default, the left button only closes one
  behindProgram: behindX11,
  // the app's window still hides there when the mouse crosses the edge of the bar
  focusFollowsMouse: null,
  notifications: { program: 'dunst', at: 'text', button: 2 },
}

/** Before version 38, Electron only uses Wayland if it is told to. */
export const electronOnWayland = { ELECTRON_OZONE_PLATFORM_HINT: 'wayland' }

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
  hasTaskbar: false,
  opensBy: 'click',
  panel: { program: 'waybar', restart: ['swaymsg', 'reload'] },
  otherProgram: null,
  otherWorkspace: ['swaymsg', 'workspace', '2'],
  behindProgram: ['foot', `--title=${behindTitle}`],
  focusFollowsMouse: followsByDefault,
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

const kwinFocus = (policy: 'FocusFollowsMouse' | 'ClickToFocus') => [
  'sh',
  '-c',
  `kwriteconfig5 --file kwinrc --group Windows --key FocusPolicy ${policy} && ` +
    'dbus-send --print-reply --dest=org.kde.KWin /KWin org.kde.KWin.reconfigure',
]

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
  hasTaskbar: true,
  opensBy: 'click',
  panel: { program: 'plasmashell', restart: ['sh', '-c', 'plasmashell --replace &'] },
  otherProgram: otherX11Program,
  otherWorkspace: nextWorkspace,
  behindProgram: behindX11,
  focusFollowsMouse: { on: kwinFocus('FocusFollowsMouse'), off: kwinFocus('ClickToFocus') },
  notifications: { program: 'plasmashell', at: 'text', button: 1 },
}
