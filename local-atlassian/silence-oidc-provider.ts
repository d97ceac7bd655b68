const droppedLine = /oidc-provider (?:NOTICE|WARNING): /

/**
 * oidc-provider prints notices for developers to stdout and stderr (about the runtime version and default settings).
 * Stdout is reserved for the JSON line of `main.ts`, so these lines are dropped, and nothing else. Import this file
 * before oidc-provider, which prints its first line while loading.
 */
for (const level of ['info', 'warn'] as const) {
  const original = console[level].bind(console)
  console[level] = (...args: unknown[]) => {
    if (typeof args[0] === 'string' && droppedLine.test(args[0])) return
    original(...args)
  }
}
