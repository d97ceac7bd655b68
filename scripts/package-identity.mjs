import { readFileSync } from 'node:fs'
import { updateFeed } from './update-feed.mjs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const { author, config } = manifest
const feed = updateFeed(manifest)

// electron-builder.yml extends these: only package.json says who publishes the app, and our deb has the same menu entry

export const appId = config.appId

/** Has electron-builder write `latest*.yml`, and tell the app where its updates are. It uploads nothing: `--publish never`. */
export const publish = feed === '' ? null : { provider: 'generic', url: feed }

export const linux = {
  maintainer: author.email ? `${author.name} <${author.email}>` : author.name,
  executableName: 'jira-token-tray',
  // one main category, so that no menu shows the app twice
  category: 'Network;',
  synopsis: 'Keeps Jira OAuth tokens valid in the system tray',
  desktop: {
    entry: {
      Keywords: 'Jira;Atlassian;OAuth;Token;',
      StartupNotify: 'false',
      StartupWMClass: 'Jira Token Tray',
      'X-GNOME-SingleWindow': 'true',
    },
  },
}
