import { benchDesktop } from './bench/desktop.ts'
import { benchIdle } from './bench/idle-costs.ts'
import { benchMcp } from './bench/mcp.ts'
import { benchPrograms } from './bench/programs.ts'
import { benchRenewals } from './bench/renewal-cost.ts'
import { benchWindow } from './bench/window.ts'

// `npm run bench -- idle mcp` runs only those
const parts: Readonly<Record<string, () => Promise<void>>> = {
  desktop: benchDesktop,
  idle: benchIdle,
  window: benchWindow,
  renewals: benchRenewals,
  mcp: benchMcp,
  programs: benchPrograms,
}

const names = process.argv.slice(2)
const unknown = names.find((name) => !Object.hasOwn(parts, name))
if (unknown !== undefined) {
  console.error(`Unknown benchmark: ${unknown}. Choose from: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
for (const [name, run] of Object.entries(parts)) {
  if (names.length === 0 || names.includes(name)) await run()
}
