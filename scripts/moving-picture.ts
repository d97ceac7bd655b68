/** Records docs/images/moving-picture.gif from the running app: `npm run moving-picture [-- FOLDER]`, FOLDER for its frames. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { drawFrame } from './moving-picture/draw-frame.ts'
import { encodeGif } from './moving-picture/encode-gif.ts'
import { recordShots } from './moving-picture/record-shots.ts'

const maxBytes = 1_500_000
const file = join(rootFolder, 'docs/images/moving-picture.gif')
const [framesFolder] = process.argv.slice(2)

const shots = await recordShots()
const frames = shots.map((shot) => ({ ...drawFrame(shot), holdMs: shot.holdMs }))
if (framesFolder !== undefined) {
  await mkdir(framesFolder, { recursive: true })
  for (const [index, { png }] of frames.entries()) {
    await writeFile(join(framesFolder, `${String(index).padStart(2, '0')}.png`), png)
  }
}
const gif = encodeGif(frames)
if (gif.length > maxBytes) throw new Error(`The picture has ${gif.length} bytes, more than ${maxBytes}.`)
await writeFile(file, gif)
say(`${frames.length} frames, ${Math.round(gif.length / 1000)} kB: ${file}`)
