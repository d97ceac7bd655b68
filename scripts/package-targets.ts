const flags: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['--linux', '-l'],
  darwin: ['--mac', '--macos', '-m', '-o'],
  win32: ['--win', '--windows', '-w'],
}

/** Whether these arguments for electron-builder only request this platform's plain folder (`dir`). */
export function asksForFolder(args: readonly string[], platform: NodeJS.Platform) {
  const targets = args.filter((arg) => !flags[platform]?.includes(arg))
  if (targets.length === 0) return args.length === 0
  return targets.every((target) => target === 'dir' || target === '--dir')
}
