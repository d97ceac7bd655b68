import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBackgroundProcess } from './background-process.ts'
import type { SystemUser } from './background-process.ts'
import type { Watchdog } from './watchdog.ts'

interface SessionBusOptions {
  /** Whether a call may start the programs of the installed service files, as real desktops need. */
  services: boolean
  user: SystemUser | undefined
}

/**
 * Starts a separate D-Bus session bus, with its socket in `folder`. Without `services` a call can't start anything, and
 * nothing of the real desktop shows up.
 */
export async function startSessionBus(
  folder: string,
  env: NodeJS.ProcessEnv,
  watchdog: Watchdog,
  { services, user }: SessionBusOptions,
) {
  const config = join(folder, 'bus.conf')
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${join(folder, 'bus')}</listen>
  <auth>EXTERNAL</auth>
  ${services ? '<standard_session_servicedirs/>' : ''}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
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
    user,
  })
  return { address: await server.firstLine(), server }
}
