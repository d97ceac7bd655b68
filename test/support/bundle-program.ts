import { basename, join } from 'node:path'

/**
 * Bundles a TypeScript program into this folder so that its processes start quickly. Returns the path to run. Where the
 * bundler doesn't run (Wine), `JIRA_TOKEN_TEST_PROGRAMS` is a folder with the bundles.
 */
export async function bundleProgram(source: string, folder: string): Promise<string> {
  const fileName = `${basename(source, '.ts')}.cjs`
  const made = process.env['JIRA_TOKEN_TEST_PROGRAMS'] ?? ''
  if (made !== '') return join(made, fileName)
  const { build } = await import('vite')
  await build({
    configFile: false,
    logLevel: 'error',
    define: { JIRA_TOKEN_VERSION: JSON.stringify('0.0.0') },
    ssr: { noExternal: true, external: ['keytar'] },
    build: {
      ssr: source,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: fileName } },
    },
  })
  return join(folder, fileName)
}
