import { join } from 'node:path'
import { build } from 'vite'

/** Builds the window alone, as electron-vite does, into a folder of its own. */
export async function buildRenderer(outDir: string): Promise<void> {
  const root = join(import.meta.dirname, '../../src/renderer')
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome130',
      modulePreload: { polyfill: false },
      rollupOptions: { input: join(root, 'index.html') },
    },
  })
}
