import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PNG } from 'pngjs'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { until } from '../../scripts/harness/until.ts'
import type { Box } from './box.ts'

const run = promisify(execFile)

/** The screen, keyboard, and mouse of an X server: real input, and pictures of what it really shows. */
export interface Screen {
  picture(): Promise<PNG>
  /** Keeps a part of the screen in `build/desktops`, in its real size or enlarged by a whole number. */
  keep(name: string, part?: Box, times?: number): Promise<void>
  /** Does something, and resolves when that shows on the screen and nothing moves any more. */
  untilShown(act: () => Promise<void>): Promise<void>
  /**
   * Resolves with the largest part of the screen that differs from this picture, once more than `minPx` pixels do, and
   * nothing moves any more.
   */
  untilChanged(before: PNG, minPx?: number): Promise<Box>
  /** How many pixels of this part of the screen differ from this picture. */
  changedPx(before: PNG, part: Box): Promise<number>
  /** Resolves when nothing moves any more but clocks and countdowns. */
  untilStill(): Promise<void>
  move(x: number, y: number): Promise<void>
  /** Moves the mouse from the middle of one box to the middle of another as a hand does. */
  glide(from: Box, to: Box): Promise<void>
  click(box: Box, button?: 1 | 2 | 3): Promise<void>
  doubleClick(box: Box): Promise<void>
  key(name: string): Promise<void>
  /** An X11 property as xprop prints it: of a window, or of the root window. */
  property(name: string, window?: string): Promise<string>
}

/** Of the private desktop's X server. */
const widthPx = 1280

const picturesFolder = join(rootFolder, 'build/desktops')

function crop(from: PNG, { x, y, width, height }: Box, times: number): PNG {
  const part = new PNG({ width: width * times, height: height * times })
  for (let row = 0; row < part.height; row += 1) {
    for (let column = 0; column < part.width; column += 1) {
      const source = ((y + Math.floor(row / times)) * from.width + x + Math.floor(column / times)) * 4
      part.data.set(from.data.subarray(source, source + 4), (row * part.width + column) * 4)
    }
  }
  return part
}

/** The part of the box that is on the screen. */
function onScreen({ x, y, width, height }: Box, screen: PNG): Box {
  const left = Math.max(0, x)
  const top = Math.max(0, y)
  return {
    x: left,
    y: top,
    width: Math.min(screen.width, x + width) - left,
    height: Math.min(screen.height, y + height) - top,
  }
}

const pixelsOf = ({ data }: PNG) => new Uint32Array(data.buffer, data.byteOffset, data.length / 4)

/** How many pixels differ. */
function difference(one: PNG, other: PNG): number {
  const after = pixelsOf(other)
  return pixelsOf(one).reduce((sum, pixel, at) => sum + Number(pixel !== after[at]), 0)
}

/** The grid in which changes count as connected. */
const cellPx = 8

/** What encloses the largest connected part that differs. */
function largestChange(one: PNG, other: PNG): Box {
  const [before, after] = [pixelsOf(one), pixelsOf(other)]
  const columns = Math.ceil(one.width / cellPx)
  const changed = new Set<number>()
  for (let at = 0; at < before.length; at += 1) {
    if (before[at] === after[at]) continue
    const row = Math.floor(at / one.width / cellPx)
    changed.add(row * columns + Math.floor((at % one.width) / cellPx))
  }
  const parts: number[][] = []
  for (const first of changed) {
    // `part` grows while it is walked through
    const part = [first]
    changed.delete(first)
    for (const cell of part) {
      for (const next of [cell - 1, cell + 1, cell - columns, cell + columns])
        if (changed.delete(next)) part.push(next)
    }
    parts.push(part)
  }
  const largest = parts.toSorted((a, b) => b.length - a.length)[0] ?? []
  const x = largest.map((cell) => (cell % columns) * cellPx)
  const y = largest.map((cell) => Math.floor(cell / columns) * cellPx)
  const [left, top] = [Math.min(...x), Math.min(...y)]
  return { x: left, y: top, width: Math.max(...x) + cellPx - left, height: Math.max(...y) + cellPx - top }
}

/** A few pixels each: less than the gap between a panel and the window. */
const glideSteps = 100

/** Clocks and countdowns change fewer pixels within a second, and tooltips, menus, and windows more. */
const stillPx = 1500

export function screenOf(desktopName: string, env: NodeJS.ProcessEnv): Screen {
  const xdotool = async (...words: string[]) => (await run('xdotool', words, { env })).stdout
  const picture = async () => {
    const options = { env, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const
    // without packing and unpacking a PNG each time
    const { stdout } = await run('import', ['-window', 'root', '-depth', '8', 'rgba:-'], options)
    const screen = new PNG({ width: widthPx, height: stdout.length / 4 / widthPx })
    screen.data = stdout
    return screen
  }
  const untilStill = async () => {
    let before = await picture()
    const moved = async () => {
      const now = await picture()
      const changedPx = difference(before, now)
      before = now
      return changedPx
    }
    await until('nothing moves on the screen', moved, (px) => px < stillPx)
  }
  const untilChanged = async (before: PNG, minPx = stillPx) => {
    const changed = async () => difference(before, await picture())
    await until('the screen changes', changed, (px) => px > minPx)
    await untilStill()
    return largestChange(before, await picture())
  }
  const middle = ({ x, y, width, height }: Box) => [x + Math.floor(width / 2), y + Math.floor(height / 2)]
  const center = (box: Box) => middle(box).map(String)
  return {
    picture,
    keep: async (name, part, times = 1) => {
      const screen = await picture()
      const box = onScreen(part ?? { x: 0, y: 0, width: screen.width, height: screen.height }, screen)
      mkdirSync(picturesFolder, { recursive: true })
      writeFileSync(
        join(picturesFolder, `${desktopName}-${name}.png`),
        PNG.sync.write(crop(screen, box, times)),
      )
    },
    untilStill,
    untilChanged,
    changedPx: async (before, part) => difference(crop(before, part, 1), crop(await picture(), part, 1)),
    untilShown: async (act) => {
      const before = await picture()
      await act()
      await untilChanged(before)
    },
    move: async (x, y) => void (await xdotool('mousemove', String(x), String(y))),
    glide: async (from, to) => {
      const steps = Array.from({ length: glideSteps + 1 }, (_, step) => {
        const part = step / glideSteps
        const at = middle(from).map((start, axis) => start + ((middle(to)[axis] ?? 0) - start) * part)
        return ['mousemove', ...at.map((px) => String(Math.round(px))), 'sleep', '0.02']
      })
      await xdotool(...steps.flat())
    },
    click: async (box, button = 1) =>
      void (await xdotool('mousemove', ...center(box), 'sleep', '0.2', 'click', String(button))),
    doubleClick: async (box) =>
      void (await xdotool('mousemove', ...center(box), 'sleep', '0.2', 'click', '--repeat', '2', '1')),
    key: async (name) => void (await xdotool('key', name)),
    property: async (name, window) => {
      const target = window === undefined ? ['-root'] : ['-id', window]
      return (await run('xprop', [...target, name], { env, maxBuffer: 64 * 1024 * 1024 })).stdout
    },
  }
}
