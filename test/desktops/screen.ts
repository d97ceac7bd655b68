import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PNG } from 'pngjs'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'
import { eventually } from '../support/eventually.ts'

const run = promisify(execFile)

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A window as the user sees it. */
interface ShownWindow extends Box {
  readonly id: string
}

/** The screen, keyboard, and mouse of an X server: real input, and pictures of what it really shows. */
export interface Screen {
  picture(): Promise<PNG>
  /** Keeps a part of the screen in `build/desktops`, in its real size or enlarged by a whole number. */
  keep(name: string, part?: Box, times?: number): Promise<void>
  /** Does something, and resolves when that shows on the screen and nothing moves any more. */
  untilShown(act: () => Promise<void>): Promise<void>
  /** Resolves when nothing moves any more but clocks and countdowns. */
  untilStill(): Promise<void>
  move(x: number, y: number): Promise<void>
  click(box: Box, button?: 1 | 3): Promise<void>
  doubleClick(box: Box): Promise<void>
  key(name: string): Promise<void>
  /** The visible X11 windows with this title. */
  windows(title: string): Promise<readonly ShownWindow[]>
  /** An X11 property as xprop prints it: of a window, or of the root window. */
  property(name: string, window?: string): Promise<string>
}

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

/** How many pixels differ. */
function difference(one: PNG, other: PNG): number {
  const pixels = [one, other].map(
    ({ data }) => new Uint32Array(data.buffer, data.byteOffset, data.length / 4),
  )
  const [before, after] = pixels
  return before?.reduce((sum, pixel, at) => sum + Number(pixel !== after?.[at]), 0) ?? 0
}

/** Clocks and countdowns change fewer pixels within a second, and tooltips, menus, and windows more. */
const stillPx = 1500

export function screenOf(desktopName: string, env: NodeJS.ProcessEnv): Screen {
  const xdotool = async (...words: string[]) => (await run('xdotool', words, { env })).stdout
  const picture = async () => {
    const options = { env, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const
    return PNG.sync.read((await run('import', ['-window', 'root', 'png:-'], options)).stdout)
  }
  const geometry = async (id: string): Promise<ShownWindow> => {
    const numbers = Object.fromEntries(
      (await xdotool('getwindowgeometry', '--shell', id)).split('\n').map((line) => line.split('=')),
    ) as Record<string, string>
    const [x, y, width, height] = ['X', 'Y', 'WIDTH', 'HEIGHT'].map((key) => Number(numbers[key]))
    return { id, x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 }
  }
  const untilStill = async () => {
    let before = await picture()
    const moved = async () => {
      const now = await picture()
      const changedPx = difference(before, now)
      before = now
      return changedPx
    }
    await eventually(moved).toBeLessThan(stillPx)
  }
  const center = ({ x, y, width, height }: Box) =>
    [x + Math.floor(width / 2), y + Math.floor(height / 2)].map(String)
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
    untilShown: async (act) => {
      const before = await picture()
      await act()
      await eventually(async () => difference(before, await picture())).toBeGreaterThan(stillPx)
      await untilStill()
    },
    move: async (x, y) => void (await xdotool('mousemove', String(x), String(y))),
    click: async (box, button = 1) =>
      void (await xdotool('mousemove', ...center(box), 'sleep', '0.2', 'click', String(button))),
    doubleClick: async (box) =>
      void (await xdotool('mousemove', ...center(box), 'sleep', '0.2', 'click', '--repeat', '2', '1')),
    key: async (name) => void (await xdotool('key', name)),
    windows: async (title) => {
      // it fails if there is none
      const ids = await xdotool('search', '--onlyvisible', '--name', `^${title}$`).catch(() => '')
      return Promise.all(ids.split('\n').filter(Boolean).map(geometry))
    },
    property: async (name, window) => {
      const target = window === undefined ? ['-root'] : ['-id', window]
      return (await run('xprop', [...target, name], { env, maxBuffer: 64 * 1024 * 1024 })).stdout
    },
  }
}
