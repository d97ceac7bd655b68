import { roundedRect, type Polygon } from './geometry.ts'
import type { TrayTone } from './tray-look.ts'

/** Marks of five to seven pixels, dot by dot: outlines would blur at this size. */
const SMALL_MARKS: Readonly<Record<number, Readonly<Record<TrayTone, readonly string[]>>>> = {
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

/** The mark as one polygon for each dot, or nothing where `size` is large enough for real outlines. */
export function smallMark(tone: TrayTone, size: number): Polygon[] | undefined {
  return SMALL_MARKS[size]?.[tone].flatMap((row, y) =>
    row.split('').flatMap((dot, x) => (dot === '#' ? [roundedRect({ x, y, width: 1, height: 1 }, 0)] : [])),
  )
}
