import { checked, ok, warning } from '../shared/finding.ts'
import type { TrayHost } from '../adapters/desktop/tray-host.ts'
import type { Finding } from '../shared/local-api.ts'

const subject = { name: 'tray', account: null }

const noHost = warning(
  subject,
  'This desktop shows no tray icons; the app runs in a window instead.',
  'On GNOME install the AppIndicator extension (Debian: gnome-shell-extension-appindicator), then log in anew.',
)

const findings: Record<TrayHost, Finding> = {
  shown: ok(subject, 'this desktop shows tray icons'),
  none: noHost,
  noBus: warning(
    subject,
    'The session bus can’t be reached, so it is not known whether tray icons are shown.',
    'Run it within your desktop session (see DBUS_SESSION_BUS_ADDRESS).',
  ),
}

/** Whether the desktop shows tray icons. Never rejects. */
export function checkTray(environment: NodeJS.ProcessEnv, platform = process.platform): Promise<Finding> {
  if (platform !== 'linux') return Promise.resolve(ok(subject, 'part of every desktop of this system'))
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY'])
    return Promise.resolve(ok(subject, 'no desktop here, so none is needed'))
  return checked(findings.noBus, 5000, async () => {
    const { findTrayHost } = await import('../adapters/desktop/tray-host.ts')
    return findings[await findTrayHost()]
  })
}
