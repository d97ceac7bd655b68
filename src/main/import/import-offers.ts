import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { basename } from 'node:path'
import { defaultEnvNames } from '../../shared/env-names.ts'
import type { SyncedFile } from '../../shared/synced-file.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import { AppError } from '../../shared/error-codes.ts'
import {
  blankRefreshToken,
  readEnvFile,
  findOAuthEnv,
  toImportOffer,
  type OAuthEnv,
} from '../../files/oauth-env-file.ts'
import { hiddenFilesTitle } from '../hidden-files-title.ts'

/** What can be imported from another program's settings. The secrets stay here; the window only learns which exist. */
export interface ImportOffers {
  /** From the environment, or else from `.env` in the folder where the app was started. Never rejects. */
  find(): Promise<ImportOffer | null>
  /** Asks for a file; null if the user cancels. Rejects with `envFileUnusable`. */
  pickFile(): Promise<ImportOffer | null>
  /** The most recent offer. */
  taken(): OAuthEnv | null
  blankRefreshToken(): Promise<void>
  /** The file of the most recent offer, as a synced file; null if it was not from a file. */
  file(): SyncedFile | null
}

const question: OpenDialogOptions = {
  title: hiddenFilesTitle('Choose the .env file of a program that uses Jira'),
  properties: ['openFile', 'showHiddenFiles'],
}

export function createImportOffers(
  environment: NodeJS.ProcessEnv,
  onSecret: (secret: string) => void,
  parentWindow: () => BrowserWindow | null,
): ImportOffers {
  let offered: { env: OAuthEnv; path: string | null } | null = null

  const offer = (env: OAuthEnv, source: ImportOffer['source'], path: string | null): ImportOffer => {
    for (const secret of [env.clientSecret, env.refreshToken, env.accessToken])
      if (secret !== null) onSecret(secret)
    offered = { env, path }
    return toImportOffer(env, source, path === null ? null : basename(path))
  }

  return {
    find: async () => {
      const found = await findOAuthEnv(environment)
      if (found === null) return null
      return offer(found.env, found.path === null ? 'environment' : 'folder', found.path)
    },
    pickFile: async () => {
      const parent = parentWindow()
      const { filePaths } = await (parent === null
        ? dialog.showOpenDialog(question)
        : dialog.showOpenDialog(parent, question))
      const [path] = filePaths
      return path === undefined ? null : offer(await readEnvFile(path), 'file', path)
    },
    taken: () => offered?.env ?? null,
    blankRefreshToken: async () => {
      if (offered === null || offered.path === null) throw new AppError('envFileUnusable')
      await blankRefreshToken(offered.path)
    },
    file: () => {
      if (offered === null || offered.path === null) return null
      const names = { ...defaultEnvNames, expiresAt: offered.env.expiryName }
      return { path: offered.path, kind: 'env', names }
    },
  }
}
