// Pictures of the window in every state, without Electron:
//   npx tsx scripts/renderer-preview/shoot.ts OUT_DIR [--scheme light|dark] [--width 400] [SCENE …]
// Needs a Chromium: CHROMIUM=/path, or /usr/bin/chromium.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { buildRenderer } from './build-renderer.ts'
import { installFakeBridge } from './fake-bridge.ts'
import { previewScenes } from './scenes.ts'
import { serveFolder } from './serve-folder.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scheme: { type: 'string' }, width: { type: 'string', default: '400' } },
})
const [outDir = 'out/renderer-preview', ...only] = positionals
const nowMs = new Date('2026-11-23T14:16:53').getTime()
const scenes = Object.entries(previewScenes(nowMs)).filter(
  ([name]) => only.length === 0 || only.includes(name),
)
const schemes = (['light', 'dark'] as const).filter((scheme) => (values.scheme ?? scheme) === scheme)

const pageFlaws = await readFile(join(import.meta.dirname, 'page-flaws.js'), 'utf8')
const built = await mkdtemp(join(tmpdir(), 'jtt-renderer-'))
await buildRenderer(built)
await mkdir(outDir, { recursive: true })
const server = await serveFolder(built)
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium' })

for (const colorScheme of schemes) {
  const context = await browser.newContext({
    viewport: { width: Number(values.width), height: 600 },
    deviceScaleFactor: 2,
    colorScheme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  for (const [name, scene] of scenes) {
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`${name}: ${message.text()}`)
    })
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`))
    await page.clock.install({ time: nowMs })
    // tsx names inner functions with a helper that the page does not have
    await page.addInitScript('globalThis.__name = (target) => target')
    await page.addInitScript(installFakeBridge, { snapshot: scene.snapshot, answers: scene.answers ?? {} })
    await page.goto(`${server.url}${scene.hash ?? ''}`)
    await page.waitForTimeout(120)
    page.setDefaultTimeout(3000)
    await scene.act?.(page)
    await page.waitForTimeout(80)
    const flaws = (await page.evaluate(pageFlaws)) as string[]
    for (const flaw of flaws) console.error(`${name} ${colorScheme}: ${flaw}`)
    await page.screenshot({ path: join(outDir, `${name}-${colorScheme}.png`) })
    await page.close()
  }
  await context.close()
}

await browser.close()
server.close()
await rm(built, { recursive: true })
