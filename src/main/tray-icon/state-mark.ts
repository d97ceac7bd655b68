import { arc, disc, hole, roundedRect, type Box, type Point, type Polygon, stroke } from './geometry.ts'
import type { TrayState } from '../../shared/account-view.ts'

/** Marks of five to seven pixels, dot by dot: outlines would blur at this size. */
const smallMarks: Readonly<Record<number, Readonly<Record<TrayState, readonly string[]>>>> = {
  5: {
    valid: ['....#', '...##', '#.##.', '###..', '.#...'],
    renewing: ['.##.#', '#..##', '#.###', '#....', '.###.'],
    retrying: ['.....', '.....', '.....', '#.#.#', '#.#.#'],
    signInNeeded: ['..##.', '..##.', '..##.', '.....', '..##.'],
    misconfigured: ['#...#', '.#.#.', '..#..', '.#.#.', '#...#'],
    keychainUnavailable: ['.###.', '.#.#.', '#####', '#####', '#####'],
    noAccount: ['.....', '.....', '#####', '#####', '.....'],
    paused: ['##.##', '##.##', '##.##', '##.##', '##.##'],
  },
  6: {
    valid: ['.....#', '....##', '#..##.', '####..', '.##...', '......'],
    renewing: ['.###.#', '#...##', '#..###', '#.....', '#....#', '.####.'],
    retrying: ['......', '......', '......', '#.#.#.', '#.#.#.', '......'],
    signInNeeded: ['..##..', '..##..', '..##..', '..##..', '......', '..##..'],
    misconfigured: ['#....#', '.#..#.', '..##..', '..##..', '.#..#.', '#....#'],
    keychainUnavailable: ['.####.', '.#..#.', '######', '######', '######', '######'],
    noAccount: ['......', '......', '######', '######', '......', '......'],
    paused: ['##..##', '##..##', '##..##', '##..##', '##..##', '##..##'],
  },
  7: {
    valid: ['......#', '.....##', '....##.', '#..##..', '####...', '.##....', '.......'],
    renewing: ['..###.#', '.#...##', '#...###', '#......', '#.....#', '.#...#.', '..###..'],
    retrying: ['.......', '.......', '.......', '#..#..#', '#..#..#', '.......', '.......'],
    signInNeeded: ['..###..', '..###..', '..###..', '..###..', '.......', '..###..', '..###..'],
    misconfigured: ['##...##', '###.###', '.#####.', '..###..', '.#####.', '###.###', '##...##'],
    keychainUnavailable: ['..###..', '.#...#.', '.#...#.', '#######', '###.###', '###.###', '#######'],
    noAccount: ['.......', '.......', '.......', '#######', '#######', '.......', '.......'],
    paused: ['##...##', '##...##', '##...##', '##...##', '##...##', '##...##', '##...##'],
  },
}

/** The mark with one polygon per dot; null if `size` is large enough for real outlines. */
function smallMark(tone: TrayState, size: number): Polygon[] | null {
  const rows = smallMarks[size]?.[tone] ?? null
  if (rows === null) return null
  return rows.flatMap((row, y) =>
    row.split('').flatMap((dot, x) => (dot === '#' ? [roundedRect({ x, y, width: 1, height: 1 }, 0)] : [])),
  )
}

/** The mark of a tone, as clockwise outlines that fill a square box: every tone has its own shape. */
export function stateMark(tone: TrayState, box: Box): Polygon[] {
  const size = box.width
  const outlines = smallMark(tone, size) ?? marks[tone](size)
  return outlines.map((polygon) => polygon.map(({ x, y }) => ({ x: x + box.x, y: y + box.y })))
}

const marks: Readonly<Record<TrayState, (size: number) => Polygon[]>> = {
  valid: (size) => stroke([at(0.06, 0.54, size), at(0.37, 0.84, size), at(0.94, 0.22, size)], size * 0.2),
  renewing: circularArrows,
  retrying: (size) => {
    const dot = Math.round(size * 0.24)
    const gap = Math.ceil((size - 3 * dot) / 2)
    const left = Math.floor((size - 3 * dot - 2 * gap) / 2)
    const y = Math.floor((size - dot) / 2)
    return [0, 1, 2].map((i) => {
      const box = { x: left + i * (dot + gap), y, width: dot, height: dot }
      return roundedRect(box, dot > 3 ? dot / 2 : dot / 4)
    })
  },
  signInNeeded: (size) => {
    const width = centeredPen(size, 0.24)
    const dot = Math.min(width, Math.round(size * 0.22))
    const gap = Math.max(1, Math.round(size * 0.12))
    const x = (size - width) / 2
    return [rect(x, 0, width, size - dot - gap), rect(x, size - dot, width, dot)]
  },
  misconfigured: (size) => {
    const [near, far] = [0.08, 0.92]
    return [
      ...stroke([at(near, near, size), at(far, far, size)], size * 0.21),
      ...stroke([at(near, far, size), at(far, near, size)], size * 0.21),
    ]
  },
  keychainUnavailable: padlock,
  noAccount: (size) => {
    const height = centeredPen(size, 0.2)
    const side = Math.round(size / 8)
    return [rect(side, (size - height) / 2, size - 2 * side, height)]
  },
  paused: (size) => {
    const bar = Math.round(size * 0.28)
    const side = Math.floor(size / 10)
    return [rect(side, 0, bar, size), rect(size - side - bar, 0, bar, size)]
  },
}

/** A whole-pixel stroke width, about `part` of the box, that can be centered in it. */
function centeredPen(size: number, part: number): number {
  const wide = Math.max(1, Math.round(size * part))
  return (size - wide) % 2 === 0 ? wide : wide + 1
}

/** Two circling arrows. */
function circularArrows(size: number): Polygon[] {
  const pen = Math.max(2, size * 0.18)
  const center = { x: size / 2, y: size / 2 }
  const radius = (size - pen) / 2
  const half = (start: number): Polygon[] => [
    ...stroke(arc(center, radius, start, start + 0.33), pen),
    arrowHead(center, radius, start + 0.32, pen * 1.3),
  ]
  return [...half(0.54), ...half(0.04)]
}

function arrowHead(center: Point, radius: number, turn: number, reach: number): Polygon {
  const angle = turn * 2 * Math.PI
  const on = (r: number, along: number): Point => ({
    x: center.x + Math.cos(angle) * r - Math.sin(angle) * along,
    y: center.y + Math.sin(angle) * r + Math.cos(angle) * along,
  })
  return [on(radius + reach, 0), on(radius, reach * 1.2), on(radius - reach, 0)]
}

function padlock(size: number): Polygon[] {
  const bodyTop = Math.floor(size * 0.42)
  const side = Math.floor(size / 10)
  const shackle = Math.max(1, Math.round(size * 0.15))
  const reach = side + Math.max(1, Math.round(size / 8)) + shackle / 2
  const body = roundedRect({ x: side, y: bodyTop, width: size - 2 * side, height: size - bodyTop }, size / 10)
  const keyhole = disc({ x: size / 2, y: (bodyTop + size) / 2 }, size * 0.11)
  return [
    body,
    ...(size < 9 ? [] : [hole(keyhole)]),
    ...stroke(
      [
        { x: reach, y: bodyTop },
        { x: reach, y: shackle / 2, round: size / 4 },
        { x: size - reach, y: shackle / 2, round: size / 4 },
        { x: size - reach, y: bodyTop },
      ],
      shackle,
    ),
  ]
}

function rect(x: number, y: number, width: number, height: number): Polygon {
  return roundedRect({ x, y, width, height }, 0)
}

function at(x: number, y: number, size: number): Point {
  return { x: x * size, y: y * size }
}
