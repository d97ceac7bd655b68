interface Surroundings {
  virtualDisplay?: boolean
  root?: boolean
  env?: NodeJS.ProcessEnv
}

/**
 * Only the flags that Chromium needs here: `--no-sandbox` as root (Chromium refuses to start with its sandbox then),
 * `--disable-gpu` on a virtual display, and `--ozone-platform` where there is only Wayland (before Electron 38, it only
 * looks for X11).
 */
export function electronFlags({
  virtualDisplay = false,
  root = process.getuid?.() === 0,
  env = process.env,
}: Surroundings = {}): string[] {
  const isWaylandOnly = Boolean(env['WAYLAND_DISPLAY']) && !env['DISPLAY']
  return [
    ...(root ? ['--no-sandbox'] : []),
    ...(virtualDisplay ? ['--disable-gpu'] : []),
    ...(isWaylandOnly ? ['--ozone-platform=wayland'] : []),
  ]
}
