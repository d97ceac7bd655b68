import { roundedRect, type Polygon } from './geometry.ts'
import type { TrayTone } from './tray-look.ts'

/** Marks of five to seven pixels, dot by dot: outlines would blur at this size. */
const smallMarks: Readonly<Record<number, Readonly<Record<TrayTone, readonly string[]>>>> = {
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
export function smallMark(tone: TrayTone, size: number): Polygon[] | null {
  const rows = smallMarks[size]?.[tone] ?? null
  if (rows === null) return null
  return rows.flatMap((row, y) =>
    row.split('').flatMap((dot, x) => (dot === '#' ? [roundedRect({ x, y, width: 1, height: 1 }, 0)] : [])),
  )
}
