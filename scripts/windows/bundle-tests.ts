import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { build, type Plugin } from 'vite'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { toWindowsPath, toWindowsUrl } from './wine.ts'

/** Bundled code lies elsewhere, but tests look for files beside their sources. */
const sourcePaths: Plugin = {
  name: 'source-paths',
  enforce: 'pre',
  transform: (code, id) => {
    if (!id.startsWith(rootFolder) || id.includes('/node_modules/') || !code.includes('import.meta')) return
    const path = id.split('?', 1)[0] ?? id
    return code
      .replaceAll('import.meta.dirname', JSON.stringify(toWindowsPath(dirname(path))))
      .replaceAll('import.meta.filename', JSON.stringify(toWindowsPath(path)))
      .replaceAll('import.meta.url', JSON.stringify(toWindowsUrl(path)))
  },
}

async function bundle(outDir: string, input: Record<string, string>, format: 'es' | 'cjs'): Promise<void> {
  await build({
    configFile: false,
    root: rootFolder,
    logLevel: 'error',
    publicDir: false,
    define: { JIRA_TOKEN_VERSION: JSON.stringify('0.0.0'), JIRA_TOKEN_HOMEPAGE: '""' },
    plugins: [sourcePaths],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input,
        output:
          format === 'es'
            ? { format, entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' }
            : { format, entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  })
}

/**
 * Bundles tests for a Node that has no bundler: native parts of vite don't run under Wine. Returns the bundle of each test
 * file; packages stay in node_modules.
 */
export async function bundleTests(files: readonly string[], outDir: string): Promise<Map<string, string>> {
  const names = new Map(files.map((file) => [file, relative(rootFolder, file).replace(/\.tsx?$/, '')]))
  await bundle(outDir, Object.fromEntries([...names].map(([file, name]) => [name, file])), 'es')
  return new Map([...names].map(([file, name]) => [file, join(outDir, `${name}.mjs`)]))
}

/** Bundles the programs that tests start, as `bundleProgram` would. */
export async function bundlePrograms(files: readonly string[], outDir: string): Promise<void> {
  await bundle(outDir, Object.fromEntries(files.map((file) => [basename(file, '.ts'), file])), 'cjs')
}

/** Whether a test replaces modules, which needs vitest's own loader. */
export async function mocksModules(file: string): Promise<boolean> {
  return /\bvi\.(mock|hoisted)\(/.test(await readFile(file, 'utf8'))
}
