import { PNG } from 'pngjs'

const SIZE = 48

/** A small round picture (PNG) in a colour (red, green, blue, 0 to 255 each), lighter towards the upper left. */
export function drawAvatar(colour: readonly [number, number, number]): Buffer {
  const png = new PNG({ width: SIZE, height: SIZE })
  const middle = (SIZE - 1) / 2
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const inside = Math.max(0, Math.min(1, SIZE / 2 - Math.hypot(x - middle, y - middle)))
      const light = 1 - (x + y) / (3 * SIZE)
      const pixel = [...colour.map((part) => part + (255 - part) * 0.5 * light), 255 * inside]
      png.data.set(pixel.map(Math.round), (y * SIZE + x) * 4)
    }
  }
  return PNG.sync.write(png)
}
