import gifenc from 'gifenc'

const { applyPalette, GIFEncoder, quantize } = gifenc

interface GifFrame {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
  /** How long it is shown, in milliseconds. */
  readonly holdMs: number
}

/** The last color of the palette, for what has not changed since the frame before. */
const unchanged = 255

/**
 * Encodes frames of the same size as a GIF that repeats forever. All share one palette, and what stays the same is
 * transparent, which makes the file several times smaller.
 */
export function encodeGif(frames: readonly GifFrame[]): Uint8Array {
  const gif = GIFEncoder()
  const palette = [...quantize(sample(frames), unchanged), [0, 0, 0]]
  let before: Uint8Array | null = null
  for (const { pixels, width, height, holdMs } of frames) {
    const index = applyPalette(pixels, palette.slice(0, unchanged))
    const shown = before
    const changes = index.map((color, at) => (shown?.[at] === color ? unchanged : color))
    gif.writeFrame(changes, width, height, {
      delay: holdMs,
      transparent: true,
      transparentIndex: unchanged,
      // leaves the frame before in place
      dispose: 1,
      ...(before === null && { palette, repeat: 0 }),
    })
    before = index
  }
  gif.finish()
  return gif.bytes()
}

/** Some pixels of every frame: enough for the colors, and much faster than all of them. */
function sample(frames: readonly GifFrame[]): Uint8Array {
  const pixelBytes = 4
  const step = 7
  const chosen = frames.flatMap(({ pixels }) => {
    const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / pixelBytes)
    return Array.from(words.filter((_, at) => at % step === 0))
  })
  return new Uint8Array(Uint32Array.from(chosen).buffer)
}
