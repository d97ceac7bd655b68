import { expect, it } from 'vitest'
import { fitInto, placeWindow } from '../../../../src/main/window/place-window.ts'

const desired = { width: 400, height: 600 }
/** A 1024 by 600 netbook with a panel at the top. */
const low = { x: 0, y: 27, width: 1024, height: 573 }

it('has the preferred size if there is room', () => {
  expect(fitInto({ x: 0, y: 0, width: 1920, height: 1080 }, desired)).toEqual(desired)
})

it('is no larger than the work area and stays inside it', () => {
  const size = fitInto(low, desired)
  expect(size).toEqual({ width: 400, height: 557 })
  const { x, y } = placeWindow(size, null, low)
  expect(x).toBeGreaterThanOrEqual(low.x)
  expect(y).toBeGreaterThanOrEqual(low.y)
  expect(y + size.height).toBeLessThanOrEqual(low.y + low.height)
})

it('stays inside the work area with a size chosen by the user', () => {
  const { x } = placeWindow({ width: 700, height: 500 }, { x: 1000, y: 0, width: 24, height: 24 }, low)
  expect(x + 700).toBeLessThanOrEqual(1024)
})
