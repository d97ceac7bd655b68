const OURS_TO_DROP = /oidc-provider (?:NOTICE|WARNING): /

/**
 * oidc-provider greets developers on stdout and stderr (runtime version, defaults it would rather see changed).
 * Stdout belongs to the one JSON line of `main.ts`, so exactly those lines are dropped and nothing else. It must be
 * imported before oidc-provider, whose first line is printed while it loads.
 */
for (const level of ['info', 'warn'] as const) {
  const original = console[level].bind(console)
  console[level] = (...args: unknown[]) => {
    if (typeof args[0] === 'string' && OURS_TO_DROP.test(args[0])) return
    original(...args)
  }
}
