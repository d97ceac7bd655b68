import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkChromiumSandbox } from './bootstrap/chromium-sandbox.ts'
import { everything, prepare } from './bootstrap/prepare.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { Stop } from './bootstrap/stop.mjs'
import { hasDisplay, hasSessionBus } from './desktop/surroundings.ts'
import type { Need } from './bootstrap/debian-packages.ts'

/** Runs a TypeScript file in this process, with everything that it may need. */
export async function main([file, ...args]: string[]) {
  if (!file) throw new Stop('Usage: node scripts/with-runtime.mjs <file.ts> [arguments]')
  await run(resolve(file), args, everything)
}

/** `npm run demo`: uses the user's display and session bus if there are any, and private ones otherwise. */
export async function demo(args: string[]) {
  const atHome = process.platform !== 'linux' || (hasDisplay() && hasSessionBus())
  await run(`${rootFolder}/scripts/demo.ts`, args, atHome ? ['electron'] : everything)
}

async function run(file: string, args: string[], needs: readonly Need[]) {
  const { executable } = await prepare(needs)
  checkChromiumSandbox(executable)
  process.argv = [process.argv[0] ?? 'node', file, ...args]
  await import(pathToFileURL(file).href)
}
