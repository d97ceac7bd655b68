import { chmod, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin, type Rollup } from 'vite'
import { compactOutput } from './compact-output.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runToEnd } from './bootstrap/run-to-end.ts'
import { thirdPartyNotices } from './third-party-notices.ts'
import { updateFeed, type FeedManifest } from './update-feed.mjs'

/**
 * The bundler puts its helpers into the chunk of the agent, and makes every other file require that chunk just for the
 * order of execution. This removes those requires; otherwise `token` would load the agent every time.
 */
const withoutBareRequires: Plugin = {
  name: 'without-bare-requires',
  // only now they are bare: the minifier has removed the names that nobody used
  generateBundle: (_options, bundle) => {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk')
        chunk.code = chunk.code
          .replaceAll(/(?:,require\("\.[^"]*"\))+(?=;)/g, '')
          .replaceAll(/^(?:require\("\.[^"]*"\)[,;])+/gm, '')
  },
}

/** Puts what `token` needs of a shared chunk into its own file: one file less to load at each start. */
const inOneFile: Plugin = {
  name: 'in-one-file',
  generateBundle: (_options, bundle) => {
    const entry = bundle['jira-token.cjs']
    if (entry?.type !== 'chunk') throw new Error('there is no jira-token.cjs')
    for (const name of entry.imports) {
      const shared = bundle[name]
      const call = `require("./${name}")`
      if (shared?.type !== 'chunk' || !entry.code.includes(call)) continue
      if (/\brequire\(/.test(shared.code)) throw new Error(`${name} needs more files`)
      entry.code = entry.code.replace(call, () => `(exports=>{${shared.code};return exports})({})`)
    }
  },
}

async function bundle(
  outDir: string,
  input: Readonly<Record<string, string>>,
  output: Rollup.OutputOptions,
  plugins: Plugin[],
): Promise<void> {
  const manifest = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')) as FeedManifest & {
    version: string
  }
  await build({
    configFile: false,
    root: rootFolder,
    logLevel: 'warn',
    publicDir: false,
    define: {
      JIRA_TOKEN_VERSION: JSON.stringify(manifest.version),
      JIRA_TOKEN_UPDATE_FEED: JSON.stringify(updateFeed(manifest)),
    },
    ssr: { noExternal: true, external: ['keytar'] },
    plugins,
    build: {
      ssr: true,
      target: 'node20',
      outDir: join(rootFolder, outDir),
      emptyOutDir: true,
      rollupOptions: { input: { ...input }, output },
    },
  })
}

/**
 * Bundles `jira-token` as CommonJS, which starts some milliseconds faster than an ES module. Everything that `token` needs
 * is in one file; the other commands are in separate chunks.
 */
async function bundleCli(): Promise<void> {
  await bundle(
    'out/cli',
    { 'jira-token': 'src/cli/main.ts', 'keychain-process': 'src/adapters/keychain/keychain-process.ts' },
    {
      ...compactOutput,
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'chunks/[name].cjs',
      banner: (chunk) => (chunk.name === 'jira-token' ? '#!/usr/bin/env node' : ''),
    },
    [thirdPartyNotices('jira-token'), withoutBareRequires, inOneFile],
  )
  await chmod(join(rootFolder, 'out/cli/jira-token.cjs'), 0o755)
}

/** Bundles what `import … from 'jira-token-tray'` provides. */
function bundleApi(): Promise<void> {
  const input = {
    index: 'src/client/index.ts',
    axios: 'src/client/node-api/attach-to-axios.ts',
    mcp: 'src/mcp/index.ts',
  }
  const output = {
    format: 'es' as const,
    entryFileNames: '[name].js',
    // next to the entries, so that the path to out/cli is the same from each
    chunkFileNames: '[name].js',
  }
  return bundle('out/api', input, output, [thirdPartyNotices('Node library')])
}

/** Writes the types of the API. */
async function writeTypes(): Promise<void> {
  await rm(join(rootFolder, 'out/types'), { recursive: true, force: true })
  const compiler = join(rootFolder, 'node_modules/typescript/bin/tsc')
  const { code, output } = await runToEnd(process.execPath, [compiler, '-p', 'src/client/tsconfig.json'], {
    cwd: rootFolder,
  })
  if (code !== 0) throw new Error(output)
}

/** Bundles everything that runs on plain Node: `jira-token` and the API. */
export async function buildNodeBundles(): Promise<void> {
  await Promise.all([bundleCli(), bundleApi(), writeTypes()])
}

/** Makes `electron-vite build` build them too. */
export function nodeBundles(): Plugin {
  return { name: 'node-bundles', apply: 'build', closeBundle: () => buildNodeBundles() }
}
