import { app } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AppUpdater } from 'electron-updater'
import { getUpdateFeed } from '../adapters/updates/update-feed.ts'
import { isInAppImage } from '../ownership/start-command.ts'
import { AppError } from '../shared/error-codes.ts'

/** For packages that can replace themselves: dmg, exe, and AppImage. */
export interface SelfUpdate {
  /** Downloads this version, and checks it against the release's checksum. Rejects if that fails. */
  download(version: string): Promise<void>
  /** Installs it, has Electron quit, and starts the new version. Calls back if it can't be installed. */
  install(onFailed: () => void): void
}

/** Every package has this file once there is something to update from; a deb is updated by the system. */
function canUpdateItself(): boolean {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return false
  return process.platform !== 'linux' || isInAppImage(process.env, process.execPath)
}

/** Loaded only when there is something to download. */
async function loadUpdater(feed: string): Promise<AppUpdater> {
  const { autoUpdater } = (await import('electron-updater')).default
  autoUpdater.logger = null
  autoUpdater.autoDownload = false
  // the user decides when; but macOS only tells whether it accepts the signature if the next quit may install it too
  autoUpdater.autoInstallOnAppQuit = process.platform === 'darwin'
  autoUpdater.disableDifferentialDownload = true
  // it would create an ID for this computer, and send it
  Object.defineProperty(autoUpdater, 'stagingUserIdPromise', { value: { value: Promise.resolve('') } })
  autoUpdater.isUserWithinRollout = () => true
  autoUpdater.setFeedURL({ provider: 'generic', url: feed })
  return autoUpdater
}

/** null if this package can't install a newer version of itself. */
export function createSelfUpdate(): SelfUpdate | null {
  const feed = getUpdateFeed(process.env)
  if (feed.kind === 'off' || !canUpdateItself()) return null
  let updater: AppUpdater | null = null
  return {
    download: async (version) => {
      updater ??= await loadUpdater(feed.url)
      const found = await updater.checkForUpdates()
      if (found?.isUpdateAvailable !== true || found.updateInfo.version !== version)
        throw new AppError('badAnswer', 'there is no such version for this package')
      await updater.downloadUpdate()
    },
    install: (onFailed) => {
      if (updater === null) return onFailed()
      updater.on('error', onFailed)
      updater.quitAndInstall(true, true)
    },
  }
}
