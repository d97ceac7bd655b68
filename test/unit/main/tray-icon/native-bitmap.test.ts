import { expect, it } from 'vitest'
import { nativeBitmap } from '../../../../src/main/tray-icon/draw-tray-icon.ts'

it('swaps red and blue, and premultiplies by alpha', () => {
  const rgba = Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 128, 200, 100, 50, 0)
  expect([...nativeBitmap({ width: 3, height: 1, rgba })]).toEqual([
    50, 100, 200, 255, 25, 50, 100, 128, 0, 0, 0, 0,
  ])
})
