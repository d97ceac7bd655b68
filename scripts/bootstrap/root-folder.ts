import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const rootFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')
