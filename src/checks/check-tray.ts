import { checked, ok, warning } from '../shared/finding.ts'
import type { TrayHost } from '../adapters/desktop/tray-host.ts'
import type { Finding } from '../shared/local-api.ts'

const subject = { name: 'tray', account: null }

const noHost = warning(
  subject,
  'This desktop shows no tray icons, so the app opens as a normal window.',
  'On GNOME, install the AppIndicator extension (Debian: gnome-shell-extension-appindicator), then log in again.',
)

const findings: Record<TrayHost, Finding> = {
  shown: ok(subject, 'this desktop shows tray icons'),
  embedded: ok(subject, 'this desktop shows tray icons (XEmbed)'),
  none: noHost,
  noBus: warning(
    subject,
    'Can’t reach the session bus to check for a tray.',
    'Run this in your desktop session (see DBUS_SESSION_BUS_ADDRESS).',
  ),
}

/** Whether the desktop shows tray icons. Never rejects. */
export function checkTray(environment: NodeJS.ProcessEnv, platform = process.platform): Promise<Finding> {
  if (platform !== 'linux') return Promise.resolve(ok(subject, 'always available on this system'))
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY'])
    return Promise.resolve(ok(subject, 'not needed (no desktop session)'))
  return checked(findings.noBus, 5000, async () => {
    const { findTrayHost } = await import('../adapters/desktop/tray-host.ts')
    return findings[await findTrayHost(environment)]
  })
}
