import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBackgroundProcess } from './background-process.ts'
import type { Watchdog } from './watchdog.ts'

/**
 * Starts a separate D-Bus session bus, with its socket in `folder`. It knows no service files, so a call can't start
 * anything, and nothing of the real desktop shows up.
 */
export async function startSessionBus(folder: string, env: NodeJS.ProcessEnv, watchdog: Watchdog) {
  const config = join(folder, 'bus.conf')
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${join(folder, 'bus')}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  )
  const server = startBackgroundProcess({
    command: 'dbus-daemon',
    args: [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=3'],
    env,
    watchdog,
    announces: true,
  })
  return { address: await server.firstLine(), server }
}
