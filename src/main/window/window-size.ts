import type { BrowserWindow, Rectangle } from 'electron'
import type { Settings } from '../../shared/settings.ts'
import { fitInto, resize } from './place-window.ts'

type Size = NonNullable<Settings['windowSize']>

export const preferredSize: Size = { width: 400, height: 600 }

/** What is longer scrolls: a window from the top to the bottom of the screen is hard to take in. */
export const maxFittedHeight = 760

/** A drag is over by then. */
const settleMs = 500

/** Scaled displays round. */
const roundingPx = 2

const isSame = (one: Size, other: Size) =>
  Math.abs(one.width - other.width) <= roundingPx && Math.abs(one.height - other.height) <= roundingPx

export interface WindowSize {
  /**
   * Resizes the window to its content, as far as the work area allows, unless the user has chosen a size. Returns where it is
   * then; null if that doesn't change.
   */
  fit(contentHeight: number, workArea: Rectangle): Rectangle | null
  /** Gives the window the size that it has without the user's. */
  reset(workArea: Rectangle): void
}

/** Follows the size of a window: calls back with each size that the user gives it. */
export function followSize(
  window: BrowserWindow,
  ownSize: () => Size | null,
  onResized: (size: Size) => void,
): WindowSize {
  let given: Size = window.getBounds()
  let timer: NodeJS.Timeout | undefined
  // a desktop may change the size of a window that it shows
  let isOpening = true
  let opening: NodeJS.Timeout | undefined
  window.on('show', () => {
    isOpening = true
    clearTimeout(opening)
    opening = setTimeout(() => (isOpening = false), settleMs)
  })
  window.on('resize', () => {
    if (isOpening) given = window.getBounds()
    clearTimeout(timer)
    timer = setTimeout(() => {
      const { width, height } = window.getBounds()
      if (!window.isVisible() || isSame({ width, height }, given)) return
      given = { width, height }
      onResized(given)
    }, settleMs)
  })
  window.on('closed', () => {
    clearTimeout(timer)
    clearTimeout(opening)
  })
  const give = (size: Size, workArea: Rectangle): Rectangle => {
    const next = resize(window.getBounds(), size, workArea)
    given = next
    window.setBounds(next)
    return next
  }
  return {
    fit: (contentHeight, workArea) => {
      if (!window.isResizable() || ownSize() !== null) return null
      const { width, height } = window.getBounds()
      const frameHeight = height - window.getContentBounds().height
      const wanted = Math.ceil(contentHeight * window.webContents.getZoomFactor()) + frameHeight
      const kept = Math.min(maxFittedHeight, Math.max(preferredSize.height, wanted))
      const next = { width, height: fitInto(workArea, { width, height: kept }).height }
      return next.height === height ? null : give(next, workArea)
    },
    reset: (workArea) => void give(fitInto(workArea, preferredSize), workArea),
  }
}
