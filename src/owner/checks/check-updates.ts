import type { UpdateFeed } from '../../adapters/updates/update-feed.ts'
import { ok, warning } from '../../shared/finding.ts'
import type { Finding } from '../../shared/local-api.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { coarseDurationText } from '../../shared/time-text.ts'

const subject = { name: 'updates', account: null }

function offFinding(because: (UpdateFeed & { kind: 'off' })['because']): Finding {
  switch (because) {
    case 'unpublished':
      return ok(subject, 'not looked for: this build does not say where new versions are published')
    case 'environment':
      return ok(subject, 'not looked for: JIRA_TOKEN_UPDATES is off')
    case 'unusable':
      return warning(
        subject,
        'not looked for: JIRA_TOKEN_UPDATES can’t be used',
        'Set it to off or to an https URL, then restart the app or background agent.',
      )
  }
}

/** Whether there is a newer version, as far as the last check knows. */
export function checkUpdates(
  feed: UpdateFeed,
  { version, update, settings }: Pick<AppSnapshot, 'version' | 'update' | 'settings'>,
  nowMs: number,
): Finding {
  if (feed.kind === 'off') return offFinding(feed.because)
  const { checksForUpdates, updateCheck } = settings
  if (!checksForUpdates) return ok(subject, 'not looked for: switched off in the settings')
  const { host } = new URL(feed.url)
  if (updateCheck === null) return ok(subject, `not looked for yet; ${host} is asked once a day`)
  const ago = `${coarseDurationText(nowMs - updateCheck.atMs)} ago`
  if (update !== null)
    return warning(
      subject,
      `version ${update.version} is available, and this is ${version} (${host} was asked ${ago})`,
      update.isDownloaded
        ? 'Choose “Restart to update” in the tray menu.'
        : 'Install the new version the way you installed this one. You stay signed in.',
    )
  if (updateCheck.problem !== null)
    return warning(
      subject,
      `${host} was asked for newer versions ${ago}, without success (${updateCheck.problem})`,
      'It is asked again a day later. To switch that off: jira-token updates off.',
    )
  return ok(subject, `${version} is the newest version (${host} was asked ${ago})`)
}
