import type { Update } from './snapshot.ts'

/** The texts about a newer version. */
export function updateText({ version, isDownloaded }: Update, ownVersion: string) {
  return isDownloaded
    ? {
        menu: `Restart to update to ${version}`,
        title: `Version ${version} is ready`,
        text: `You have ${ownVersion}. Restart the app to update. It finishes renewals first, and you stay signed in.`,
      }
    : {
        menu: `Version ${version} is available…`,
        title: `Version ${version} is available`,
        text: `You have ${ownVersion}. Install the new version the way you installed this one. You stay signed in.`,
      }
}
