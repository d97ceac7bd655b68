import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { rootFolder } from './bootstrap/root-folder.ts'

/**
 * The bundler's helpers are in the chunk of the agent, and every other file requires it, for nothing but the order of
 * execution: `token` would load the agent each time.
 */
const withoutBareRequires: Plugin = {
  name: 'without-bare-requires',
  generateBundle: (_options, bundle) => {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk') chunk.code = chunk.code.replaceAll(/^require\("\.[^"]*"\);\n/gm, '')
  },
}

/**
 * Bundles `jira-token` into CommonJS: as ES module it would start some milliseconds later. What `token` needs is in one
 * file; the other commands are in chunks of their own.
 */
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
    ssr: { noExternal: true, external: ['keytar'] },
    plugins: [withoutBareRequires],
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          'jira-token': 'src/cli/main.ts',
          'keychain-process': 'src/adapters/keychain/keychain-process.ts',
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name].cjs',
          banner: (chunk) => (chunk.name === 'jira-token' ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  })
  await chmod(join(outDir, 'jira-token.cjs'), 0o755)
}

/** Makes `electron-vite build` build `jira-token` as well. */
export function cliBundle(): Plugin {
  return { name: 'cli-bundle', apply: 'build', closeBundle: () => buildCli() }
}
