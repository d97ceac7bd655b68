import { PNG } from 'pngjs'

const sizePx = 48

/** A small round PNG image in one color (red, green, blue, 0 to 255 each), lighter towards the upper left. */
export function drawAvatar(color: readonly [number, number, number]): Buffer {
  const png = new PNG({ width: sizePx, height: sizePx })
  const middle = (sizePx - 1) / 2
  for (let y = 0; y < sizePx; y += 1) {
    for (let x = 0; x < sizePx; x += 1) {
      const inside = Math.max(0, Math.min(1, sizePx / 2 - Math.hypot(x - middle, y - middle)))
      const light = 1 - (x + y) / (3 * sizePx)
      const pixel = [...color.map((part) => part + (255 - part) * 0.5 * light), 255 * inside]
      png.data.set(pixel.map(Math.round), (y * sizePx + x) * 4)
    }
  }
  return PNG.sync.write(png)
}
