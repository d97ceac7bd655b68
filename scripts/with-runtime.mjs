import { runTypeScript } from './bootstrap/run-typescript.mjs'

await runTypeScript('run-file.ts', 'main')
