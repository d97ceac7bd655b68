import { runTypeScript } from './bootstrap/run-typescript.mjs'

await runTypeScript('test-windows.ts', 'main')
