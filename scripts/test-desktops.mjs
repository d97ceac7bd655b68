import { runTypeScript } from './bootstrap/run-typescript.mjs'

await runTypeScript('run-tests.ts', 'desktops')
