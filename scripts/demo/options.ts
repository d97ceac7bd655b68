import { parseArgs } from 'node:util'
import { Stop } from '../bootstrap/stop.mjs'

export const usage = `npm run demo -- [options]

  --token-lifetime SECONDS  lifetime of the demo’s access tokens (default 60, at least 4)
  --renewals N              stop after N renewals: exit code 0, or 1 if one failed

Examples
  npm run demo
  npm run demo -- --token-lifetime 20 --renewals 2`

export interface DemoOptions {
  readonly tokenLifetimeSec: number
  /** null: runs until the app is quit. */
  readonly renewals: number | null
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new Stop(`${name} must be a whole number, ${least} or more, not “${text}”.\n\n${usage}`)
}

/** Reads the command line; null if only help was requested. Throws `Stop` with the usage. */
export function demoOptions(args: readonly string[]): DemoOptions | null {
  let values
  try {
    values = parseArgs({
      args: [...args],
      options: {
        'token-lifetime': { type: 'string' },
        renewals: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new Stop(`${(error as Error).message}\n\n${usage}`)
  }
  if (values.help === true) return null
  return {
    tokenLifetimeSec: wholeNumber('--token-lifetime', values['token-lifetime'] ?? '60', 4),
    renewals: values.renewals === undefined ? null : wholeNumber('--renewals', values.renewals, 1),
  }
}
