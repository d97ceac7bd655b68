import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { icns } from './icns.ts'
import { ico } from './ico.ts'

const linuxSizesPx = [16, 24, 32, 48, 64, 128, 256, 512]
const windowsSizesPx = [16, 20, 24, 32, 40, 48, 64, 256]
const macosSizesPx = [16, 32, 64, 128, 256, 512, 1024]

/** The tile in icon.svg is 928 of 1024 wide; Apple's grid has 824 of 1024, with room for the shadow around it. */
const macosViewBox = '-64.600 -64.600 1153.200 1153.200'

/**
 * Writes what electron-builder looks for in its resources folder, and returns the paths: `icon.png`, `icon.icns`,
 * `icon.ico` (so that electron-builder doesn't have to download a converter), and `icons/NxN.png` for Linux.
 */
export function writeAppIcons(folder: string): string[] {
  const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
  const small = readFileSync(join(folder, 'icon-small.svg'), 'utf8')
  const macos = svg.replace('viewBox="0 0 1024 1024"', `viewBox="${macosViewBox}"`)
  const at = (sizePx: number): Buffer => render(sizePx <= 32 ? small : svg, sizePx)
  mkdirSync(join(folder, 'icons'), { recursive: true })

  const files: [string, Buffer][] = [
    ['icon.png', at(1024)],
    ['icon.ico', ico(windowsSizesPx.map((sizePx) => ({ sizePx, png: at(sizePx) })))],
    [
      'icon.icns',
      icns(
        macosSizesPx.map((sizePx) => ({ sizePx, png: sizePx <= 32 ? at(sizePx) : render(macos, sizePx) })),
      ),
    ],
    ...linuxSizesPx.map((sizePx): [string, Buffer] => [`icons/${sizePx}x${sizePx}.png`, at(sizePx)]),
  ]
  return files.map(([name, content]) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  })
}

function render(svg: string, sizePx: number): Buffer {
  return new Resvg(svg, { fitTo: { mode: 'width', value: sizePx } }).render().asPng()
}
