import { runTypeScript } from './bootstrap/run-typescript.mjs'

await runTypeScript('test-deb.ts', 'main')
