import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followSize } from '../../../../src/main/window/window-size.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const workArea = { x: 0, y: 30, width: 1280, height: 700 }

/** A window as far as its size goes; `drag` is what a user does. */
function fakeWindow() {
  let bounds = { x: 800, y: 38, width: 400, height: 600 }
  const events = new EventEmitter()
  const resize = (next: Partial<typeof bounds>) => {
    bounds = { ...bounds, ...next }
    events.emit('resize')
  }
  const window = Object.assign(events, {
    getBounds: () => bounds,
    getContentBounds: () => bounds,
    setBounds: resize,
    isVisible: () => true,
    isResizable: () => true,
    webContents: { getZoomFactor: () => 1 },
  })
  return { window: window as unknown as BrowserWindow, drag: resize, bounds: () => bounds }
}

function follow(own: { width: number; height: number } | null = null) {
  const fake = fakeWindow()
  const saved: object[] = []
  const { fit, reset } = followSize(
    fake.window,
    () => own,
    (size) => saved.push(size),
  )
  const show = () => {
    fake.window.emit('show')
    vi.runAllTimers()
  }
  return { ...fake, saved, show, fit: (height: number, area = workArea) => fit(height, area), reset }
}

test('grows with its content up to the work area, and shrinks back to its usual height', () => {
  const { fit, bounds } = follow()
  expect(fit(640)).toMatchObject({ y: 38, height: 640 })
  expect(fit(2000)).toMatchObject({ y: 38, height: 684 })
  expect(fit(2000)).toBeNull()
  fit(200)
  expect(bounds()).toEqual({ x: 800, y: 38, width: 400, height: 600 })
})

test('scrolls what is long on a large screen, too', () => {
  const { fit } = follow()
  expect(fit(2000, { ...workArea, height: 1400 })).toMatchObject({ y: 38, height: 760 })
})

test('gives up the user’s size at their wish, and does not take its own for theirs', () => {
  const { drag, reset, saved, show, bounds } = follow()
  show()
  drag({ x: 672, width: 600, height: 500 })
  vi.runAllTimers()
  reset(workArea)
  vi.runAllTimers()
  expect(bounds()).toEqual({ x: 872, y: 38, width: 400, height: 600 })
  expect(saved).toEqual([{ width: 600, height: 500 }])
})

test('keeps a size that the user chose, and reports it once', () => {
  const { fit, drag, saved, show } = follow()
  show()
  fit(640)
  vi.runAllTimers()
  expect(saved).toEqual([])
  drag({ width: 450, height: 500 })
  drag({ width: 480, height: 520 })
  vi.runAllTimers()
  expect(saved).toEqual([{ width: 480, height: 520 }])
})

test('a rounded size is not the user’s', () => {
  const { drag, saved, show } = follow()
  show()
  drag({ width: 401, height: 599 })
  vi.runAllTimers()
  expect(saved).toEqual([])
})

test('a size that the desktop gives a window that opens is not the user’s', () => {
  const { drag, saved, show } = follow()
  drag({ width: 640, height: 480 })
  show()
  expect(saved).toEqual([])
  drag({ width: 500, height: 480 })
  vi.runAllTimers()
  expect(saved).toEqual([{ width: 500, height: 480 }])
})

test('does not change a size that the user once chose', () => {
  const { fit, bounds } = follow({ width: 500, height: 400 })
  expect(fit(640)).toBeNull()
  expect(bounds().height).toBe(600)
})
