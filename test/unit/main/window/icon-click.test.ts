import { describe, expect, it } from 'vitest'
import { actionOnIconClick, type WindowAtClick } from '../../../../src/main/window/icon-click.ts'

/** A window that an earlier click has opened, and that is pinned. */
const pinned: WindowAtClick = {
  isVisible: true,
  wasLeft: false,
  justLostFocus: false,
  staysOpen: true,
  canRaise: true,
}

describe('a click on the tray icon', () => {
  it.each<[string, Partial<WindowAtClick>, ReturnType<typeof actionOnIconClick>]>([
    ['opens a hidden window', { isVisible: false }, 'open'],
    ['opens a hidden window that was left before', { isVisible: false, wasLeft: true }, 'open'],
    [
      'leaves a window closed that it has just hidden by taking the focus',
      { isVisible: false, justLostFocus: true },
      'none',
    ],
    ['closes a pinned window that an earlier click has opened', {}, 'hide'],
    ['closes a window that isn’t pinned', { staysOpen: false }, 'hide'],
    ['closes a window that isn’t pinned and was left', { staysOpen: false, wasLeft: true }, 'hide'],
    [
      'closes a pinned window if the click takes the focus from it',
      { wasLeft: true, justLostFocus: true },
      'hide',
    ],
    ['brings a pinned window to the front after the user was in another one', { wasLeft: true }, 'open'],
    [
      'closes a pinned window on Wayland, which lets no app bring it to the front',
      { wasLeft: true, canRaise: false },
      'hide',
    ],
  ])('%s', (_what, change, action) => {
    expect(actionOnIconClick({ ...pinned, ...change })).toBe(action)
  })
})
