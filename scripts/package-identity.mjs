import { readFileSync } from 'node:fs'

const { author, config } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

// electron-builder.yml extends these: only package.json says who publishes the app, and our deb has the same menu entry

export const appId = config.appId

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
