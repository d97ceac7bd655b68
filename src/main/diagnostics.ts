import { release } from 'node:os'
import type { AppSnapshot } from '../shared/snapshot.ts'
import type { Accounts } from '../core/accounts/accounts.ts'

const lastEvents = 10

/** Information for a bug report: versions, states, and recent errors; no secrets, people, or sites. */
export function diagnosticsText(snapshot: AppSnapshot, accounts: Pick<Accounts, 'getHistory'>): string {
  const report = {
    app: snapshot.version,
    electron: process.versions['electron'],
    chromium: process.versions['chrome'],
    node: process.versions.node,
    platform: `${process.platform} ${process.arch} ${release()}`,
    desktop: process.env['XDG_CURRENT_DESKTOP'] ?? null,
    settings: snapshot.settings,
    notices: snapshot.notices,
    accounts: snapshot.accounts.map(
      ({ id, name, token, activity, problem, signInError, signInErrorDetail, renewsAtMs, ...account }) => ({
        name,
        kind: account.kind,
        token,
        activity: activity.kind === 'signingIn' ? { ...activity, pageUrl: null, strayError: null } : activity,
        problem,
        signInError,
        signInErrorDetail,
        renewsAtMs,
        autoRenewal: account.autoRenewal,
        bufferMinutes: account.bufferMinutes,
        syncedFiles: account.syncedFiles.map(({ id: _id, path: _path, ...file }) => file),
        providers: [account.authorizeUrl, account.tokenUrl, account.apiUrl],
        last: accounts
          .getHistory(id)
          .slice(-lastEvents)
          .map((event) => (event.kind === 'signedIn' ? { ...event, person: null } : event)),
      }),
    ),
  }
  return JSON.stringify(report, null, 2)
}
