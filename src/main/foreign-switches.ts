/**
 * What people need to start the app at all, or to see it. None of these shows a secret, changes whom the app talks to, or
 * runs anything.
 */
const allowed: ReadonlySet<string> = new Set([
  'no-sandbox',
  'disable-gpu',
  'disable-dev-shm-usage',
  'ozone-platform',
  'ozone-platform-hint',
  'force-device-scale-factor',
  'force-renderer-accessibility',
  'lang',
])

/**
 * The names of the other Chromium switches among these arguments, as Chromium reads them. Source: Chromium,
 * base/command_line.cc (`-x` counts like `--x`, on Windows also `/x`, where names are in lower case).
 */
export function foreignSwitches(args: readonly string[], platform: NodeJS.Platform): string[] {
  const pattern = platform === 'win32' ? /^(?:--|-|\/)([^=]+)/ : /^(?:--|-)([^=]+)/
  return args.flatMap((arg) => {
    const name = pattern.exec(arg.trim())?.[1]
    if (name === undefined || name === '-') return []
    const read = platform === 'win32' ? name.toLowerCase() : name
    return allowed.has(read) ? [] : [read]
  })
}
