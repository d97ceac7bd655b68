/** The window when the tray icon is clicked. */
export interface WindowAtClick {
  readonly isVisible: boolean
  /** Whether the user has gone to another window since it was last opened, which may cover it. */
  readonly wasLeft: boolean
  /** Whether it has just lost the focus: on Windows and macOS, the click itself takes it away. */
  readonly justLostFocus: boolean
  /** Whether it stays open when the user goes to another window. */
  readonly staysOpen: boolean
  /** Whether a click on the icon lets an app bring its window to the front. */
  readonly canRaise: boolean
}

/**
 * What a click on the tray icon does. It doesn't ask for the focus: some desktops don't give it to a window when the focus
 * follows the mouse (xfwm4), and then no click would close a pinned window.
 */
export function actionOnIconClick(window: WindowAtClick): 'open' | 'hide' | 'none' {
  // losing the focus has hidden it
  if (!window.isVisible) return window.justLostFocus ? 'none' : 'open'
  const isSeen = !window.wasLeft || window.justLostFocus || !window.staysOpen || !window.canRaise
  return isSeen ? 'hide' : 'open'
}
