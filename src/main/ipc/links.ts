import { homepage } from '../../shared/homepage.ts'
import type { LinkName } from '../../shared/ipc-contract.ts'

/** The only pages the app opens in the user's browser, apart from sign-in pages. */
export const links: Readonly<Record<LinkName, string>> = {
  developerConsole: 'https://developer.atlassian.com/console/myapps/',
  connectedApps: 'https://id.atlassian.com/manage-profile/apps',
  trayHelp: 'https://extensions.gnome.org/extension/615/appindicator-support/',
  homepage,
}
