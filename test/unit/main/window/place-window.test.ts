import { describe, expect, it } from 'vitest'
import {
  fitInto,
  iconAt,
  isBetween,
  placeWindow,
  resize,
  type Rectangle,
} from '../../../../src/main/window/place-window.ts'

const desired = { width: 400, height: 600 }
/** A 1024 by 600 netbook with a panel at the top. */
const low = { x: 0, y: 27, width: 1024, height: 573 }

const display = (workArea: Rectangle, bounds: Rectangle = { x: 0, y: 0, width: 1024, height: 600 }) => ({
  workArea,
  bounds,
})

it('has the preferred size if there is room', () => {
  expect(fitInto({ x: 0, y: 0, width: 1920, height: 1080 }, desired)).toEqual(desired)
})

it('is no larger than the work area and stays inside it', () => {
  const size = fitInto(low, desired)
  expect(size).toEqual({ width: 400, height: 557 })
  const { x, y } = placeWindow(size, null, display(low))
  expect(x).toBeGreaterThanOrEqual(low.x)
  expect(y).toBeGreaterThanOrEqual(low.y)
  expect(y + size.height).toBeLessThanOrEqual(low.y + low.height)
})

it('stays inside the work area with a size chosen by the user', () => {
  const { x } = placeWindow(
    { width: 700, height: 500 },
    { x: 1000, y: 0, width: 24, height: 24 },
    display(low),
  )
  expect(x + 700).toBeLessThanOrEqual(1024)
})

const size = { width: 400, height: 500 }
const screen = { x: 0, y: 0, width: 1280, height: 900 }
/** The work area when panels take this much from each edge. */
const left = (top: number, right: number, bottom: number, leftSide: number) =>
  display({ x: leftSide, y: top, width: 1280 - leftSide - right, height: 900 - top - bottom }, screen)

describe('without knowing where the icon is, the window opens in the corner of the panel', () => {
  it.each([
    ['no panel', left(0, 0, 0, 0), { x: 872, y: 8 }],
    ['at the top', left(30, 0, 0, 0), { x: 872, y: 38 }],
    ['at the bottom', left(0, 0, 40, 0), { x: 872, y: 352 }],
    ['at the left', left(0, 0, 0, 50), { x: 58, y: 392 }],
    ['at the right', left(0, 50, 0, 0), { x: 822, y: 8 }],
    ['at the top, and a dock at the bottom', left(26, 0, 48, 0), { x: 872, y: 34 }],
    ['at the top, and a dock at the left', left(26, 0, 0, 60), { x: 872, y: 34 }],
  ] as const)('%s', (_where, area, position) => {
    expect(placeWindow(size, null, area)).toEqual(position)
  })

  it('on a display that is not at the origin', () => {
    const second = { x: 1280, y: 100, width: 1280, height: 900 }
    const area = display({ ...second, height: 860 }, second)
    expect(placeWindow(size, null, area)).toEqual({ x: 2152, y: 452 })
  })
})

describe('a click on the icon tells where it is', () => {
  it.each([
    ['in a panel at the top', { x: 1200, y: 12 }, left(26, 0, 0, 0), { x: 872, y: 34 }],
    ['in a panel at the bottom', { x: 1100, y: 880 }, left(0, 0, 40, 0), { x: 872, y: 352 }],
    ['in a panel at the left', { x: 20, y: 700 }, left(0, 0, 0, 50), { x: 58, y: 180 }],
    [
      'in a bar that takes nothing from the work area',
      { x: 1270, y: 890 },
      left(0, 0, 0, 0),
      { x: 872, y: 370 },
    ],
  ] as const)('%s', (_where, click, area, position) => {
    const icon = iconAt(click, area)
    expect(icon).not.toBeNull()
    expect(placeWindow(size, icon, area)).toEqual(position)
  })

  it.each([
    ['in the middle of the screen', { x: 640, y: 450 }],
    ['on no display', { x: -5, y: 10 }],
  ])('but not %s', (_where, click) => {
    expect(iconAt(click, left(26, 0, 0, 0))).toBeNull()
  })
})

describe('the mouse on its way from the icon to the window', () => {
  const window = { x: 872, y: 252, width: 400, height: 600 }
  const below = { x: 1088, y: 868, width: 24, height: 24 }
  const beside = { x: 840, y: 600, width: 24, height: 24 }

  it.each([
    ['above the icon', { x: 1100, y: 860 }, below, true],
    ['beside the icon', { x: 868, y: 610 }, beside, true],
    ['on the icon', { x: 1100, y: 880 }, below, false],
    ['in the window', { x: 1100, y: 600 }, below, false],
    ['elsewhere', { x: 200, y: 600 }, below, false],
    ['on the other side of the window', { x: 1100, y: 240 }, below, false],
  ] as const)('%s', (_where, mouse, icon, expected) => {
    expect(isBetween(mouse, icon, window)).toBe(expected)
  })
})

describe('a window that changes its size', () => {
  const workArea = { x: 0, y: 30, width: 1280, height: 700 }
  const at = (y: number, height = 600) => ({ x: 800, y, width: 400, height })

  it.each([
    ['keeps its upper edge below a panel', at(38), 660, at(38, 660)],
    ['keeps its lower edge above a panel', at(122), 660, at(62, 660)],
    ['shrinks to the edge where it grew from', at(62, 660), 600, at(122, 600)],
    ['stays inside the work area', at(100, 500), 684, at(38, 684)],
    ['comes back inside from below', at(600, 100), 684, at(38, 684)],
  ])('%s', (_what, before, height, after) => {
    expect(resize(before, { width: 400, height }, workArea)).toEqual(after)
  })

  it('keeps the edge at the side where it is', () => {
    const wide = { x: 672, y: 38, width: 600, height: 600 }
    expect(resize(wide, { width: 400, height: 600 }, workArea)).toEqual({ ...wide, x: 872, width: 400 })
    const left = { ...wide, x: 8 }
    expect(resize(left, { width: 400, height: 600 }, workArea)).toEqual({ ...left, width: 400 })
  })
})
