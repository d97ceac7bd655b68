import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { previewScenes } from './screenshots/scenes.ts'
import { looks, takePictures, type Picture } from './screenshots/take-pictures.ts'

/** The pictures in the documentation, and the scenes that they show. */
const documented: Readonly<Record<string, string>> = {
  welcome: 'welcome',
  'mcp-server': 'formServerFound',
  'one-account-valid': 'valid',
  'one-account-renewing': 'renewing',
  'one-account-sign-in-needed': 'signInNeeded',
  'one-account-offline': 'offline',
  'three-accounts': 'three',
  settings: 'settings',
  history: 'history',
  files: 'filesView',
  mcp: 'mcpView',
}

const usage = `npm run screenshots               updates the pictures in docs/images
npm run screenshots -- FOLDER     takes pictures of every scene, with high contrast and zoomed too
npm run screenshots -- FOLDER SCENE …`

const nowMs = new Date('2026-11-23T14:16:53').getTime()
const [folder, ...only] = process.argv.slice(2)
const scenes = previewScenes(nowMs)

async function pictures(): Promise<Picture[]> {
  const wanted =
    folder === undefined
      ? Object.entries(documented)
      : Object.keys(scenes)
          .filter((name) => only.length === 0 || only.includes(name))
          .map((name) => [name, name] as const)
  const outFolder = folder ?? join(rootFolder, 'docs/images')
  await mkdir(outFolder, { recursive: true })
  return wanted.flatMap(([name, sceneName]) => {
    const scene = scenes[sceneName]
    if (scene === undefined) return []
    const wantedLooks = folder === undefined ? (['light', 'dark'] as const) : looks
    return wantedLooks.map((look) => ({ scene, look, file: join(outFolder, `${name}-${look}.png`) }))
  })
}

if (folder === '--help') console.log(usage)
else {
  const flaws = await takePictures(await pictures(), nowMs)
  for (const flaw of flaws) console.error(flaw)
  if (flaws.length > 0) process.exitCode = 1
}
