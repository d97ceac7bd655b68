import { type Polygon, stroke, type Corner } from './geometry.ts'

/** A glyph's box and pen, whole pixels, so that stems and bars fall on pixel boundaries. */
export interface GlyphSize {
  readonly width: number
  readonly height: number
  /** Width of the upright strokes. */
  readonly stem: number
  /** Height of the level strokes. */
  readonly bar: number
  /** Radius of the bowls, at the center of the stroke. */
  readonly round: number
}

/** The lines the strokes follow: the center of the outermost stems and bars, the waist, and the box itself. */
interface Guides {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly waist: number
  /** The level stroke of the 4, below the waist. */
  readonly crossbar: number
  readonly bottom: number
  readonly width: number
  readonly height: number
  readonly stem: number
  readonly round: number
}

type Outline = (guides: Guides) => Polygon[]

/**
 * The outlines of one character, clockwise, in pixels from the upper left corner of its box.
 *
 * Throws a RangeError for a character the icon font lacks.
 */
export function glyph(character: string, size: GlyphSize): Polygon[] {
  const outline = outlines[character]
  if (!outline) {
    throw new RangeError(
      `The tray icon cannot show ${JSON.stringify(character)}, only: ${Object.keys(outlines).join(' ')}`,
    )
  }
  // The pen is round; flattening the box makes the bars as thin as requested.
  const flatten = size.stem / size.bar
  const polygons = outline(guides(size, flatten))
  return polygons.map((polygon) => polygon.map(({ x, y }) => ({ x, y: y / flatten })))
}

function guides(size: GlyphSize, flatten: number): Guides {
  const { width, height, stem, bar, round } = size
  const waistTop = Math.floor((height - bar) / 2)
  const crossbarTop = waistTop + Math.round((height - bar - waistTop) / 3)
  return {
    left: stem / 2,
    right: width - stem / 2,
    top: stem / 2,
    waist: (waistTop + bar / 2) * flatten,
    crossbar: (crossbarTop + bar / 2) * flatten,
    bottom: height * flatten - stem / 2,
    width,
    height: height * flatten,
    stem,
    // The smaller of the two counters limits how round a bowl can be.
    round: Math.min(round, (width - stem) / 2, (waistTop / 2) * flatten),
  }
}

const outlines: Readonly<Record<string, Outline>> = {
  '0': ({ left, right, top, bottom, stem, round }) =>
    stroke(loop(left, top, right, bottom, round), stem, true),
  '1': ({ width, top, height, stem }) => {
    const x = centered(width, stem)
    return [
      ...stroke([at(x, 0), at(x, height)], stem),
      ...stroke([at(x - stem * 1.4, top + stem * 1.1), at(x, top + stem * 0.1)], stem),
    ]
  },
  '2': ({ left, right, top, waist, bottom, width, stem, round }) =>
    stroke(
      [
        at(0, top),
        at(right, top, round),
        at(right, waist, round),
        at(left, waist, round),
        at(left, bottom),
        at(width, bottom),
      ],
      stem,
    ),
  '3': ({ left, right, top, waist, bottom, stem, round }) => [
    ...stroke([at(0, top), at(right, top, round), at(right, waist, round), at(left + stem / 2, waist)], stem),
    ...stroke(
      [at(left + stem / 2, waist), at(right, waist, round), at(right, bottom, round), at(0, bottom)],
      stem,
    ),
  ],
  '4': ({ left, right, crossbar, height, stem, width }) => [
    ...stroke([at(left, 0), at(left, crossbar), at(width, crossbar)], stem),
    ...stroke([at(right, stem), at(right, height)], stem),
  ],
  '5': ({ left, right, top, waist, bottom, width, stem, round }) =>
    stroke(
      [
        at(width, top),
        at(left, top),
        at(left, waist),
        at(right, waist, round),
        at(right, bottom, round),
        at(0, bottom),
      ],
      stem,
    ),
  '6': ({ left, right, top, waist, bottom, width, stem, round }) => [
    ...stroke([at(width - stem / 2, top), at(left, top, round), at(left, bottom - round)], stem),
    ...stroke(loop(left, waist, right, bottom, round), stem, true),
  ],
  '7': ({ top, width, height, stem }) => {
    const foot = width * 0.2
    return [
      ...stroke([at(0, top), at(width, top)], stem),
      // A slanted stem, cut level so that it stands on the line.
      [at(width - stem * 1.05, stem), at(width, stem), at(foot + stem * 1.05, height), at(foot, height)],
    ]
  },
  '8': ({ left, right, top, waist, bottom, stem, round }) => [
    ...stroke(loop(left, top, right, waist, round), stem, true),
    ...stroke(loop(left, waist, right, bottom, round), stem, true),
  ],
  '9': ({ left, right, top, waist, bottom, stem, round }) => [
    ...stroke([at(stem / 2, bottom), at(right, bottom, round), at(right, top + round)], stem),
    ...stroke(loop(left, top, right, waist, round), stem, true),
  ],
  h: ({ left, right, waist, height, stem, round }) => [
    ...stroke([at(left, 0), at(left, height)], stem),
    ...stroke([at(left, waist), at(right, waist, round), at(right, height)], stem),
  ],
  '+': ({ width, waist, stem }) => {
    const x = centered(width, stem)
    return [
      ...stroke([at(0, waist), at(width, waist)], stem),
      ...stroke([at(x, waist - width / 2), at(x, waist + width / 2)], stem),
    ]
  },
  '!': ({ width, height, stem }) => {
    const x = centered(width, stem)
    return [
      ...stroke([at(x, 0), at(x, height - stem * 2)], stem),
      ...stroke([at(x, height - stem), at(x, height)], stem),
    ]
  },
  '?': ({ left, right, top, waist, width, height, stem, round }) => {
    const x = centered(width, stem)
    return [
      ...stroke(
        [
          at(left - stem / 2, top),
          at(right, top, round),
          at(right, waist, round),
          at(x, waist),
          at(x, height - stem * 2),
        ],
        stem,
      ),
      ...stroke([at(x, height - stem), at(x, height)], stem),
    ]
  },
}

/** The center of an upright stroke centered in the box, half a pixel to the right if necessary. */
function centered(width: number, stem: number): number {
  return Math.ceil((width - stem) / 2) + stem / 2
}

function at(x: number, y: number, round = 0): Corner {
  return { x, y, round }
}

function loop(left: number, top: number, right: number, bottom: number, round: number): Corner[] {
  return [at(left, top, round), at(right, top, round), at(right, bottom, round), at(left, bottom, round)]
}
