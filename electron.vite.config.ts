import { defineConfig } from 'electron-vite'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { rootFolder } from './scripts/bootstrap/root-folder.ts'
import { compactOutput } from './scripts/compact-output.ts'
import { nodeBundles } from './scripts/node-bundles.ts'
import { thirdPartyNotices } from './scripts/third-party-notices.ts'
import { updateFeed, type FeedManifest } from './scripts/update-feed.mjs'

const manifest = JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8')) as {
  config: { appId: string }
  homepage?: string
} & FeedManifest
const { config, homepage = '' } = manifest
/** For windows and notifications; most desktops show it smaller than this. */
const icon = readFileSync(join(rootFolder, 'assets/icons/64x64.png')).toString('base64')
const homepageOnly = { JIRA_TOKEN_HOMEPAGE: JSON.stringify(homepage) }

/** npm packs `main` of package.json, which is Electron's, unless a file beside it says otherwise. */
const keptOutOfNpm: Plugin = {
  name: 'kept-out-of-npm',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: '.npmignore', source: '*\n' })
  },
}

export default defineConfig({
  main: {
    plugins: [thirdPartyNotices('app'), nodeBundles(), keptOutOfNpm],
    define: {
      ...homepageOnly,
      JIRA_TOKEN_APP_ID: JSON.stringify(config.appId),
      JIRA_TOKEN_ICON: JSON.stringify(icon),
      JIRA_TOKEN_UPDATE_FEED: JSON.stringify(updateFeed(manifest)),
    },
    build: {
      target: 'node20.18',
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          'keychain-process': 'src/adapters/keychain/keychain-process.ts',
        },
        external: ['keytar'],
        output: compactOutput,
      },
    },
  },
  preload: {
    plugins: [thirdPartyNotices('app')],
    build: {
      target: 'node20.18',
      rollupOptions: {
        input: 'src/preload/index.ts',
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [thirdPartyNotices('window')],
    define: homepageOnly,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { target: 'chrome130', minify: true, rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
