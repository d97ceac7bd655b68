import type { SizedPng } from './ico.ts'

/** Element types that hold a PNG (https://en.wikipedia.org/wiki/Apple_Icon_Image_format): at 1x, then at 2x. */
const iconTypes: readonly (readonly [type: string, sizePx: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
]

/** A macOS icon file that contains the pictures as PNG. */
export function icns(pictures: readonly SizedPng[]): Buffer {
  const elements = iconTypes.flatMap(([type, sizePx]) => {
    const picture = pictures.find((candidate) => candidate.sizePx === sizePx)
    return picture ? [element(type, picture.png)] : []
  })
  return element('icns', Buffer.concat(elements))
}

function element(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(type, 'latin1')
  header.writeUInt32BE(content.length + 8, 4)
  return Buffer.concat([header, content])
}
