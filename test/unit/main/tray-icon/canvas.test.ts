import { expect, it } from 'vitest'
import { coverage } from '../../../../src/main/tray-icon/canvas.ts'
import { disc, hole, roundedRect, stroke } from '../../../../src/main/tray-icon/geometry.ts'

const rect = (x: number, y: number, width: number, height: number) => roundedRect({ x, y, width, height }, 0)
const grid = (covered: Float32Array, size: number): number[][] =>
  Array.from({ length: size }, (_, y) => Array.from(covered.subarray(y * size, (y + 1) * size)))
const total = (covered: Float32Array): number => covered.reduce((sum, part) => sum + part, 0)

it('fills whole pixels completely and leaves the others empty', () => {
  expect(grid(coverage([rect(1, 1, 2, 1)], 4), 4)).toEqual([
    [0, 0, 0, 0],
    [0, 1, 1, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ])
})

it('covers a pixel in proportion to the part inside', () => {
  expect(grid(coverage([rect(0.5, 0.5, 2, 1)], 3), 3)).toEqual([
    [0.25, 0.5, 0.25],
    [0.25, 0.5, 0.25],
    [0, 0, 0],
  ])
})

it('covers the area of a circle', () => {
  expect(total(coverage([disc({ x: 16, y: 16 }, 10)], 32))).toBeCloseTo(Math.PI * 100, -1)
})

it('merges overlapping outlines and cuts out a reversed one', () => {
  expect(total(coverage([rect(0, 0, 4, 4), rect(2, 2, 4, 4)], 8))).toBeCloseTo(28)
  expect(total(coverage([rect(0, 0, 4, 4), hole(rect(1, 1, 2, 2))], 8))).toBeCloseTo(12)
})

it('cuts off everything outside', () => {
  expect(total(coverage([rect(-5, -5, 7, 7)], 4))).toBeCloseTo(4)
  expect(total(coverage([rect(2, 2, 9, 9)], 4))).toBeCloseTo(4)
})

it('draws a line with the given width, with sharp and with round corners', () => {
  const line = [
    { x: 1, y: 2 },
    { x: 6, y: 2 },
    { x: 6, y: 7 },
  ]
  expect(total(coverage(stroke(line, 2), 8))).toBeCloseTo(20)
  const [start, corner, end] = line
  const round = [start!, { ...corner!, round: 1.5 }, end!]
  expect(total(coverage(stroke(round, 2), 8))).toBeLessThan(19.5)
})

it('leaves the middle of a closed line empty', () => {
  const loop = [
    { x: 1, y: 1 },
    { x: 5, y: 1 },
    { x: 5, y: 5 },
    { x: 1, y: 5 },
  ]
  expect(total(coverage(stroke(loop, 2, true), 6))).toBeCloseTo(32)
})
