import { AppError } from '../../shared/error-codes.ts'
import { isSafeUrl } from '../../shared/safe-url.ts'
import { parseVersion } from '../../shared/versions.ts'
import type { FetchLike } from '../http/limited-fetch.ts'
import { statusWords } from '../http/status-words.ts'

/** GitHub needs two, from the latest release to its file. */
const maxRedirects = 5

/** The same for everyone: it says neither which version asks nor what it runs on. */
const headers = { accept: '*/*', 'accept-language': '*', 'user-agent': 'jira-token-tray' }

/** Source: electron-builder, "Auto Update"; Linux has more of them for other processors, with the same version. */
const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'latest.yml',
  darwin: 'latest-mac.yml',
}

/** The line of the YAML file that electron-builder writes; the rest of it is for programs that install. */
const versionLine = /^version: *(["']?)([^\s"']+)\1 *\r?$/m

/** Where a redirect leads; null if it leads nowhere, or from https to http. */
function redirectTarget(from: string, { status, headers: given }: Response): string | null {
  const location = given.get('location')
  if (status < 300 || status >= 400 || location === null || !URL.canParse(location, from)) return null
  const to = new URL(location, from)
  to.hash = ''
  return isSafeUrl(to.href) && (to.protocol === 'https:' || from.startsWith('http:')) ? to.href : null
}

/**
 * The version of the newest release, asked with one request (and its redirects) that says nothing about who asks. Rejects
 * with an `AppError`, also if what the server has is not a version.
 */
export async function findLatestVersion(
  fetch: FetchLike,
  feed: string,
  platform: NodeJS.Platform,
): Promise<string> {
  let url = `${feed.replace(/\/+$/, '')}/${fileNames[platform] ?? 'latest-linux.yml'}`
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url, { headers })
    const target = redirectTarget(url, response)
    if (target !== null && redirects < maxRedirects) {
      url = target
      continue
    }
    const body = await response.text()
    if (!response.ok) throw new AppError('badAnswer', statusWords(response.status, body))
    const [, , version = ''] = versionLine.exec(body) ?? []
    if (parseVersion(version) === null) throw new AppError('badAnswer', 'it names no version')
    return version
  }
}
