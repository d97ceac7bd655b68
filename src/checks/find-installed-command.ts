import { getCommandPlace, lookAtLink, type CommandPlace } from '../adapters/desktop/command-place.ts'

/** Where the app has put `jira-token` because the user asked it to; null if it is not there, or from elsewhere. */
export function findInstalledCommand(
  environment: NodeJS.ProcessEnv,
  platform = process.platform,
): CommandPlace | null {
  try {
    const place = getCommandPlace(environment, platform)
    return place !== null && lookAtLink(place) === 'own' ? place : null
  } catch {
    return null
  }
}
