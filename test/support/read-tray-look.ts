import { trayStates, type TrayState } from '../../src/shared/account-view.ts'
import { toneColors } from '../../src/main/tray-icon/tray-look.ts'
import { drawTrayIcon } from '../../src/main/tray-icon/draw-tray-icon.ts'
import { trayLabel } from '../../src/main/tray/tray-model.ts'
import type { TrayPixels } from '../../scripts/harness/tray-panel.ts'

/** What a picture of the tray icon shows. */
export interface SeenLook {
  readonly tone: TrayState
  readonly label: string
  /** The remaining part of the bar, 0 to 1, to the nearest hundredth. */
  readonly fraction: number
}

const tenths = Array.from({ length: 11 }, (_, step) => step / 10)
const hundredths = Array.from({ length: 21 }, (_, step) => (step - 10) / 100)

/** The soft edges went through Chromium's premultiplied pixels, which cost them a little color. */
const roundingAtEdges = 6

/** How different two pictures are: the number of visibly different pixels, and the total difference. */
function difference(a: Uint8Array, b: Uint8Array): { pixels: number; sum: number } {
  let pixels = 0
  let sum = 0
  for (let i = 0; i < a.length; i += 4) {
    const apart = [0, 1, 2, 3].map((channel) => {
      const share = channel === 3 ? 1 : (a[i + 3] ?? 0) / 255
      return Math.abs((a[i + channel] ?? 0) - (b[i + channel] ?? 0)) * share
    })
    if (Math.max(...apart) > roundingAtEdges) pixels += 1
    sum += apart.reduce((total, one) => total + one, 0)
  }
  return { pixels, sum }
}

const labels = [
  '',
  ...Array.from({ length: 100 }, (_, minutes) => trayLabel(minutes)),
  ...Array.from({ length: 10 }, (_, hours) => trayLabel((hours + 1) * 60 + 59)),
]

/** The tone whose color most of the picture has; null if none. */
function getTone(rgba: Uint8Array): TrayState | null {
  const counts = new Map<string, number>()
  for (let i = 0; i < rgba.length; i += 4) {
    const color = rgba.subarray(i, i + 3).join()
    if (rgba[i + 3] === 255) counts.set(color, (counts.get(color) ?? 0) + 1)
  }
  const count = (tone: TrayState) => counts.get(toneColors[tone].join()) ?? 0
  const [most] = trayStates.toSorted((a, b) => count(b) - count(a))
  return most !== undefined && count(most) > 0 ? most : null
}

const drawnBefore = new Map<string, readonly { look: SeenLook; rgba: Uint8Array }[]>()

/** Every label of a tone, with a full bar. */
function fullLooks(tone: TrayState, sizePx: number): readonly { look: SeenLook; rgba: Uint8Array }[] {
  const key = `${tone} ${sizePx}`
  const known = drawnBefore.get(key)
  if (known !== undefined) return known
  const made = labels.map((label) => {
    const look = { tone, label, fraction: 1 }
    return { look, rgba: drawTrayIcon({ ...look, template: false }, sizePx).rgba }
  })
  drawnBefore.set(key, made)
  return made
}

/**
 * Reads the icon by drawing every possible icon; null if none matches. The end of the bar lies between two
 * hundredths, so a column of the bar may differ.
 */
export function readTrayLook({ width, height, rgba }: TrayPixels): SeenLook | null {
  const tone = getTone(rgba)
  if (width !== height || tone === null) return null
  const compare = (look: SeenLook) => {
    const { rgba: drawn } = drawTrayIcon({ ...look, template: false }, width)
    return { look, ...difference(drawn, rgba) }
  }
  const nearest = fullLooks(tone, width)
    .map(({ look, rgba: drawn }) => ({ look, ...difference(drawn, rgba) }))
    .toSorted((a, b) => a.pixels - b.pixels)
    .slice(0, 2)
  const closest = (looks: readonly SeenLook[]) => looks.map(compare).toSorted((a, b) => a.sum - b.sum)[0]
  const around = ({ fraction }: SeenLook, steps: readonly number[]) =>
    steps.map((step) => Math.min(1, Math.max(0, fraction + step)))
  const rough = closest(nearest.flatMap(({ look }) => tenths.map((fraction) => ({ ...look, fraction }))))
  if (rough === undefined) return null
  const fractions = around(rough.look, hundredths)
  const best = closest(fractions.map((fraction) => ({ ...rough.look, fraction })))
  if (best === undefined || best.pixels > width / 4) return null
  return { ...best.look, fraction: best.look.label === '' ? 0 : best.look.fraction }
}
