import { createCanvas, paint, type Canvas } from './canvas.ts'
import { roundedRect, type Box, type Polygon } from './geometry.ts'
import { glyph } from './glyphs.ts'
import { toneColors, trackColor, white, type Rgb, type TrayLook } from './tray-look.ts'
import { stateMark } from './state-mark.ts'
import { tileLayout, type LabelLayout, type TileLayout } from './tile-layout.ts'

/** A colored tile with white digits over a bar that empties, or with the tone's mark alone. */
export function tileIcon(look: TrayLook, sizePx: number): Canvas {
  const canvas = createCanvas(sizePx)
  const { layout, offset } = tileLayout(sizePx)
  const color = toneColors[look.tone]
  const put = (polygons: readonly Polygon[], ink: Rgb): void => {
    const placed = polygons.map((polygon) => shift(polygon, offset, offset))
    paint(canvas, placed, ink)
  }

  if (look.label === '') {
    put([tile(layout)], color)
    // dark inside: a frame alone would not stand out from a colored panel
    if (look.tone === 'noAccount') put([inside(layout)], trackColor(color))
    put(stateMark(look.tone, layout.alone), white)
    return canvas
  }
  const marked = look.tone !== 'valid'
  const place = marked ? layout.marked : layout.plain
  put([tile(layout)], color)
  put(labelOutlines(look.label, place, layout.tile), white)
  put([pill(place.bar)], trackColor(color))
  put(filled(place.bar, look.fraction), white)
  if (marked) put(stateMark(look.tone, layout.marked.mark), white)
  return canvas
}

function tile({ tile, corner }: TileLayout): Polygon {
  return roundedRect({ x: 0, y: 0, width: tile, height: tile }, corner)
}

function inside({ tile: size, corner, frame }: TileLayout): Polygon {
  const side = size - 2 * frame
  return roundedRect({ x: frame, y: frame, width: side, height: side }, corner - frame / 2)
}

function labelOutlines(label: string, { digit, gap, y }: LabelLayout, tile: number): Polygon[] {
  const characters = label.split('')
  const width = characters.length * (digit.width + gap) - gap
  const left = Math.ceil((tile - width) / 2)
  return characters.flatMap((character, i) =>
    glyph(character, digit).map((polygon) => shift(polygon, left + i * (digit.width + gap), y)),
  )
}

function pill(bar: Box): Polygon {
  return roundedRect(bar, bar.height / 4)
}

function filled(bar: Box, fraction: number): Polygon[] {
  return fraction > 0 ? [pill({ ...bar, width: bar.width * fraction })] : []
}

function shift(polygon: Polygon, x: number, y: number): Polygon {
  return polygon.map((point) => ({ x: point.x + x, y: point.y + y }))
}
