import { runTypeScript } from './bootstrap/run-typescript.mjs'

await runTypeScript('run-app.ts', 'main')
