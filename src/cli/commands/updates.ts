import { cleanText } from '../../shared/clean-text.ts'
import type { Status } from '../../shared/local-api.ts'
import { updateText } from '../../shared/update-text.ts'
import { defineCommand, oneOf } from '../command.ts'
import { ask } from '../connection.ts'
import { print } from '../terminal/print.ts'

function stateText({ checksForUpdates, updateFeed }: Status): string {
  if (!checksForUpdates) return 'off'
  return updateFeed === null
    ? 'on, but not looked for. To see why, run jira-token doctor.'
    : `on; ${cleanText(updateFeed, Infinity)} is asked once a day`
}

/** `jira-token updates`: whether to look for newer versions. */
export const command = defineCommand({
  description: `Shows, or changes, whether the app or background agent looks for a newer version: once a day, in one
request that says nothing about you. jira-token installs nothing; status and doctor tell you about a newer
version. Nobody looks if this build does not say where new versions are published.`,
  arguments: { choice: oneOf(['on', 'off']) },
  notes: `JIRA_TOKEN_UPDATES in the environment of the app or agent comes first: off, or the URL of the folder to ask.`,
  examples: ['jira-token updates off'],
  run: async ({ choice }) => {
    if (choice !== null) await ask('changeSettings', { checksForUpdates: choice === 'on' })
    const status = await ask('status')
    const { newerVersion, version } = status
    print(`Updates: ${stateText(status)}`)
    if (newerVersion === null) return
    const { title, text } = updateText({ version: newerVersion, isDownloaded: false }, version)
    print(`${title}. ${text}`)
  },
})
