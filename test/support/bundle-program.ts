import { basename, join } from 'node:path'
import { build } from 'vite'

/** Bundles a TypeScript program into this folder so that its processes start quickly. Returns the path to run. */
export async function bundleProgram(source: string, folder: string): Promise<string> {
  const fileName = `${basename(source, '.ts')}.cjs`
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: source,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: fileName } },
    },
  })
  return join(folder, fileName)
}
