import type { Box } from './geometry.ts'
import type { GlyphSize } from './glyphs.ts'

/** The layout of a tile, in whole pixels from its upper left corner. */
export interface TileLayout {
  readonly tile: number
  readonly corner: number
  /** The frame of the dark tile that stands for "no account". */
  readonly frame: number
  /** Digits over a full bar. */
  readonly plain: LabelLayout
  /** Smaller digits over a shorter bar, with the tone's mark next to it. */
  readonly marked: LabelLayout & { readonly mark: Box }
  /** The mark on its own. */
  readonly alone: Box
}

export interface LabelLayout {
  readonly digit: GlyphSize
  readonly gap: number
  readonly y: number
  readonly bar: Box
}

/** Drawn by hand, so that every edge falls between two pixels. */
const layouts: readonly TileLayout[] = [
  {
    tile: 16,
    corner: 3.5,
    frame: 2,
    plain: {
      digit: { width: 6, height: 10, stem: 2, bar: 2, round: 1.6 },
      gap: 2,
      y: 2,
      bar: { x: 2, y: 13, width: 12, height: 2 },
    },
    marked: {
      digit: { width: 6, height: 8, stem: 2, bar: 1, round: 1.6 },
      gap: 2,
      y: 1,
      bar: { x: 2, y: 12, width: 6, height: 2 },
      mark: { x: 9, y: 10, width: 5, height: 5 },
    },
    alone: { x: 3, y: 3, width: 10, height: 10 },
  },
  {
    tile: 20,
    corner: 4.5,
    frame: 2,
    plain: {
      digit: { width: 8, height: 12, stem: 3, bar: 2, round: 2 },
      gap: 2,
      y: 2,
      bar: { x: 2, y: 16, width: 16, height: 2 },
    },
    marked: {
      digit: { width: 8, height: 10, stem: 3, bar: 2, round: 2 },
      gap: 2,
      y: 2,
      bar: { x: 2, y: 15, width: 8, height: 2 },
      mark: { x: 12, y: 13, width: 6, height: 6 },
    },
    alone: { x: 4, y: 4, width: 12, height: 12 },
  },
  {
    tile: 22,
    corner: 5,
    frame: 2,
    plain: {
      digit: { width: 8, height: 14, stem: 3, bar: 2, round: 2.2 },
      gap: 2,
      y: 2,
      bar: { x: 2, y: 18, width: 18, height: 2 },
    },
    marked: {
      digit: { width: 8, height: 11, stem: 3, bar: 2, round: 2.2 },
      gap: 2,
      y: 2,
      bar: { x: 2, y: 17, width: 9, height: 2 },
      mark: { x: 13, y: 14, width: 7, height: 7 },
    },
    alone: { x: 4, y: 4, width: 14, height: 14 },
  },
  {
    tile: 30,
    corner: 6.5,
    frame: 3,
    plain: {
      digit: { width: 12, height: 19, stem: 4, bar: 3, round: 3.5 },
      gap: 2,
      y: 3,
      bar: { x: 3, y: 24, width: 24, height: 3 },
    },
    marked: {
      digit: { width: 12, height: 14, stem: 4, bar: 3, round: 3.5 },
      gap: 2,
      y: 3,
      bar: { x: 3, y: 22, width: 12, height: 3 },
      mark: { x: 17, y: 18, width: 10, height: 10 },
    },
    alone: { x: 6, y: 6, width: 18, height: 18 },
  },
]

/** Tiles of 16 and 20 px fill the icon; others keep a pixel free around them, as their neighbours in a panel do. */
const tiles: readonly { readonly iconPx: number; readonly tilePx: number }[] = [
  { iconPx: 32, tilePx: 30 },
  { iconPx: 24, tilePx: 22 },
  { iconPx: 22, tilePx: 20 },
  { iconPx: 20, tilePx: 20 },
  { iconPx: 16, tilePx: 16 },
]

/**
 * The layout for an icon of `sizePx` (16 or more) and the tile's offset from the icon's upper left corner: the
 * whole multiple of a drawn size that leaves the smallest margin.
 */
export function tileLayout(sizePx: number): { layout: TileLayout; offset: number } {
  const fits = tiles.filter(({ iconPx }) => iconPx <= sizePx)
  const best = fits.toSorted((a, b) => (sizePx % a.iconPx) - (sizePx % b.iconPx))[0]
  const drawn = layouts.find(({ tile }) => tile === best?.tilePx)
  if (!best || !drawn) throw new RangeError(`There is no layout for an icon of ${sizePx} px`)
  const layout = scaled(drawn, Math.floor(sizePx / best.iconPx))
  return { layout, offset: Math.floor((sizePx - layout.tile) / 2) }
}

function scaled<T>(value: T, times: number): T {
  if (typeof value === 'number') return (value * times) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, scaled(part, times)])) as T
}
