import type { BrowserWindow, Rectangle } from 'electron'
import type { Settings } from '../../shared/settings.ts'
import { fitInto, grow } from './place-window.ts'

type Size = NonNullable<Settings['windowSize']>

export const preferredSize: Size = { width: 400, height: 600 }

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
  return {
    fit: (contentHeight, workArea) => {
      if (!window.isResizable() || ownSize() !== null) return null
      const bounds = window.getBounds()
      const frameHeight = bounds.height - window.getContentBounds().height
      const wanted = Math.ceil(contentHeight * window.webContents.getZoomFactor()) + frameHeight
      const height = Math.max(preferredSize.height, wanted)
      const next = grow(bounds, fitInto(workArea, { width: bounds.width, height }).height, workArea)
      if (next.height === bounds.height) return null
      given = next
      window.setBounds(next)
      return next
    },
  }
}
