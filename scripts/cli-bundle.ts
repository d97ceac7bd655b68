import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { rootFolder } from './bootstrap/root-folder.ts'

const outFile = 'jira-token.cjs'

/** Bundles `jira-token` into one CommonJS file: as ES module it would start some milliseconds later. */
export async function buildCli(outDir = join(rootFolder, 'out/cli')): Promise<void> {
  const { version } = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  await build({
    configFile: false,
    root: rootFolder,
    logLevel: 'warn',
    publicDir: false,
    define: { JIRA_TOKEN_VERSION: JSON.stringify(version) },
    ssr: { noExternal: true },
    build: {
      ssr: 'src/cli/main.ts',
      target: 'node20',
      outDir,
      emptyOutDir: false,
      rollupOptions: {
        output: { format: 'cjs', entryFileNames: outFile, banner: '#!/usr/bin/env node' },
      },
    },
  })
  await chmod(join(outDir, outFile), 0o755)
}

/** Makes `electron-vite build` build `jira-token` as well. */
export function cliBundle(): Plugin {
  return { name: 'cli-bundle', apply: 'build', closeBundle: () => buildCli() }
}
