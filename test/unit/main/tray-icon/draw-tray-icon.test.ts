import { describe, expect, it } from 'vitest'
import { trayStates } from '../../../../src/shared/account-view.ts'
import {
  contrast,
  draw,
  greyOn,
  luminance,
  pixels,
  sizesPx,
  tileColor,
  white,
  type Color,
} from './picture.ts'

const panels: Color[] = [
  [0xff, 0xff, 0xff],
  [0xf0, 0xf0, 0xf0],
  [0x2d, 0x2d, 0x2d],
  [0x00, 0x00, 0x00],
]
const minuteLabels = Array.from({ length: 100 }, (_, minutes) => String(minutes))
const hourLabels = [...Array.from({ length: 9 }, (_, i) => `${i + 1}h`), '9+']
const fractions = Array.from({ length: 61 }, (_, minute) => minute / 60)

describe('the image', () => {
  it.each([16, 17, 18, 20, 22, 24, 28, 32, 36, 44, 48, 64, 96, 256])(
    'has the requested size: %i px',
    (sizePx) => {
      const image = draw({}, sizePx)
      expect(image).toMatchObject({ width: sizePx, height: sizePx })
      expect(image.rgba).toHaveLength(sizePx * sizePx * 4)
      expect(pixels(image).filter(({ alpha }) => alpha === 255).length).toBeGreaterThan(sizePx * sizePx * 0.5)
    },
  )

  it.each([15, 0, -1, 22.5, 257, Number.NaN])('refuses %s px', (sizePx) => {
    expect(() => draw({}, sizePx)).toThrow(/16 to 256 whole pixels/)
  })

  it('is the same every time', () => {
    expect(draw({})).toEqual(draw({}))
  })

  it('is transparent in its corners', () => {
    for (const sizePx of sizesPx) expect(pixels(draw({}, sizePx))[0]!.alpha).toBeLessThan(64)
  })
})

describe('the label', () => {
  it.each(sizesPx)('differs for every minute and hour at %i px, by several clear pixels', (sizePx) => {
    const pictures = [...minuteLabels, ...hourLabels].map((label) => ({
      label,
      grey: greyOn([0, 0, 0], draw({ label }, sizePx)),
    }))
    const tooAlike = pairs(pictures).filter(([a, b]) => clearlyDifferent(a.grey, b.grey) < 4)
    expect(tooAlike.map(([a, b]) => `${a.label} and ${b.label}`)).toEqual([])
  })

  it.each([16, 22, 24, 32])('differs for every minute at %i px beside a mark too', (sizePx) => {
    const pictures = minuteLabels.map((label) => ({
      label,
      grey: greyOn([0, 0, 0], draw({ label, tone: 'retrying' }, sizePx)),
    }))
    const tooAlike = pairs(pictures).filter(([a, b]) => clearlyDifferent(a.grey, b.grey) < 3)
    expect(tooAlike.map(([a, b]) => `${a.label} and ${b.label}`)).toEqual([])
  })

  it.each(sizesPx)('stands on whole pixels at %i px: most of its ink is pure white', (sizePx) => {
    const [full, soft] = ink(draw({ label: '58', fraction: 0 }, sizePx))
    expect(full).toBeGreaterThan(soft)
  })

  it('stays inside of the tile', () => {
    for (const sizePx of sizesPx) {
      for (const tone of trayStates) {
        const faint = pixels(draw({ label: '88', tone }, sizePx)).filter(
          ({ alpha }) => alpha > 0 && alpha < 255,
        )
        const tile = tileColor(draw({ tone }, sizePx))
        // Only the tile's round corners are soft; white ink over them would change their color.
        expect(faint.filter(({ color }) => contrast(color, tile) > 1.5)).toEqual([])
      }
    }
  })

  it.each(['!', '?', '9+', '7h', '4'])('can be %s', (label) => {
    expect(ink(draw({ label, fraction: 0 }))[0]).toBeGreaterThan(5)
  })

  it('reports a character it cannot show', () => {
    expect(() => draw({ label: '4x' })).toThrow(
      'The tray icon cannot show "x", only: 0 1 2 3 4 5 6 7 8 9 h + ! ?',
    )
  })

  it('has at most two characters', () => {
    expect(() => draw({ label: '100' })).toThrow('A tray label has two characters at most, not "100"')
  })
})

describe('the bar and the ring', () => {
  it.each(sizesPx)('lose ink whenever a minute of the hour passes at %i px', (sizePx) => {
    for (const look of [{}, { tone: 'retrying' }, { template: true }] as const) {
      const lit = fractions.map((fraction) => litOn(draw({ ...look, fraction }, sizePx), 'template' in look))
      const notMore = lit.slice(1).filter((amount, i) => amount <= lit[i]!)
      expect(notMore, JSON.stringify(look)).toEqual([])
    }
  })

  it.each([16, 22, 24, 32])('are visibly empty at %i px', (sizePx) => {
    const [full, empty] = [1, 0].map((fraction) => greyOn([0, 0, 0], draw({ fraction }, sizePx)))
    expect(clearlyDifferent(full!, empty!)).toBeGreaterThan(sizePx)
  })

  it('clamp a fraction that is out of range', () => {
    for (const template of [false, true]) {
      expect(draw({ template, fraction: 7 })).toEqual(draw({ template, fraction: 1 }))
      expect(draw({ template, fraction: -0.1 })).toEqual(draw({ template, fraction: 0 }))
      expect(draw({ template, fraction: Number.NaN })).toEqual(draw({ template, fraction: 0 }))
      expect(draw({ template, fraction: Number.POSITIVE_INFINITY })).toEqual(draw({ template, fraction: 1 }))
    }
  })
})

describe('the colours', () => {
  it.each(trayStates)('give the digits 4.5:1 and the tile 3:1 on every panel: %s', (tone) => {
    const color = tileColor(draw({ tone, label: '42' }))
    expect(contrast(white, color)).toBeGreaterThanOrEqual(4.5)
    for (const panel of panels) {
      expect(contrast(panel, color), `on ${panel.join()}`).toBeGreaterThanOrEqual(3)
    }
  })

  it('are another for each tone', () => {
    const colors = trayStates.map((tone) => tileColor(draw({ tone })).join())
    expect(new Set(colors).size).toBe(trayStates.length)
  })
})

describe('the tones', () => {
  // Luminance alone cannot tell the tiles apart: they all have the same. What is left is the shape.
  it('have tiles of one luminance', () => {
    const levels = trayStates.map((tone) => luminance(tileColor(draw({ tone }))))
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(0.01)
  })

  it.each(sizesPx)('differ in shape at %i px, with and without a label and as template', (sizePx) => {
    for (const look of [{ label: '' }, { label: '42' }, { label: '', template: true }]) {
      // A black template is never put on a black panel: the system colours it.
      for (const panel of look.template ? [white] : panels) {
        const pictures = trayStates.map((tone) => ({
          tone,
          grey: greyOn(panel, draw({ ...look, tone }, sizePx)),
        }))
        const tooAlike = pairs(pictures).filter(([a, b]) => clearlyDifferent(a.grey, b.grey) < 5)
        expect(tooAlike.map(([a, b]) => `${a.tone} and ${b.tone}`)).toEqual([])
      }
    }
  })

  it('show "no account" as a dark tile in a frame, which stands out from colored panels too', () => {
    for (const sizePx of [16, 22, 24, 32]) {
      const quarterDown = Math.round(sizePx / 4) * sizePx + sizePx / 2
      const { alpha, color } = pixels(draw({ label: '', tone: 'noAccount' }, sizePx))[quarterDown]!
      expect(alpha).toBe(255)
      expect(contrast(white, color)).toBeGreaterThanOrEqual(4.5)
      // all tiles, and the panels in these colors, have the same luminance
      expect(contrast(color, tileColor(draw({ tone: 'valid' })))).toBeGreaterThanOrEqual(2)
    }
  })
})

describe('the template', () => {
  it.each(sizesPx)('is black and alpha only at %i px', (sizePx) => {
    for (const tone of trayStates) {
      const image = pixels(draw({ tone, template: true }, sizePx))
      expect(image.every(({ color }) => color.join() === '0,0,0')).toBe(true)
      expect(image.some(({ alpha }) => alpha === 255)).toBe(true)
      expect(image.some(({ alpha }) => alpha === 0)).toBe(true)
    }
  })

  it('leaves the text to the menu bar', () => {
    expect(draw({ template: true, label: '42' })).toEqual(draw({ template: true, label: '' }))
  })
})

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]))
}

/** The number of pixels that differ visibly between the pictures. */
function clearlyDifferent(a: readonly number[], b: readonly number[]): number {
  return a.filter((level, i) => Math.abs(level - b[i]!) > 0.15).length
}

/** Pixels of pure white, and pixels between white and the tile. */
function ink(image: ReturnType<typeof draw>): [full: number, soft: number] {
  const tile = luminance(tileColor(image))
  const levels = pixels(image)
    .filter(({ alpha }) => alpha === 255)
    .map(({ color }) => luminance(color))
  return [levels.filter((level) => level === 1).length, levels.filter((l) => l > tile + 0.03 && l < 1).length]
}

function litOn(image: ReturnType<typeof draw>, template: boolean): number {
  if (template) return pixels(image).reduce((sum, { alpha }) => sum + alpha, 0)
  return greyOn([0, 0, 0], image).reduce((sum, level) => sum + level, 0)
}
