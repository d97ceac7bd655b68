import { defineConfig } from 'electron-vite'
import { nodeBundles } from './scripts/node-bundles.ts'

export default defineConfig({
  main: {
    plugins: [nodeBundles()],
    build: {
      target: 'node20.18',
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          'keychain-process': 'src/adapters/keychain/keychain-process.ts',
        },
        external: ['keytar'],
      },
    },
  },
  preload: {
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
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { target: 'chrome130', minify: true, rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
