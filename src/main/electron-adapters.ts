import { utilityProcess } from 'electron'
import Store from 'electron-store'
import { basename, dirname, join } from 'node:path'
import { limitFetch, wasRedirect, type FetchLike } from '../adapters/http/limited-fetch.ts'
import type { ProxyUse } from '../adapters/http/proxy-use.ts'
import type { KeychainProcess } from '../adapters/keychain/restarting-keychain.ts'
import type { OpenStore } from '../adapters/settings/open-settings.ts'
import { appSession } from './app-session.ts'

/** Opens a JSON file with electron-store. No other program reads it. */
export const openElectronStore: OpenStore = (path) =>
  new Store({
    cwd: dirname(path),
    name: basename(path, '.json'),
    configFileMode: 0o600,
    clearInvalidConfig: false,
  })

/**
 * Chromium's network stack, because corporate networks need its proxy settings and trust store. In memory, without
 * cookies or cache.
 */
export function createAppFetch(): FetchLike {
  /** Where the URLs that are being fetched redirect to: Electron's fetch does not say. */
  const locations = new Map<string, string | null>()
  appSession().webRequest.onBeforeRedirect(({ url, redirectURL }) => {
    if (locations.has(url)) locations.set(url, redirectURL)
  })
  return limitFetch(async (url, init) => {
    locations.set(url, null)
    try {
      return await appSession().fetch(url, { ...init, bypassCustomProtocolHandlers: true })
    } catch (error) {
      const location = locations.get(url) ?? null
      if (location === null || !(error instanceof Error && wasRedirect.test(error.message))) throw error
      return new Response(null, { status: 302, headers: { location } })
    } finally {
      locations.delete(url)
    }
  })
}

/** The proxy that Chromium chooses for a URL, from the system's settings or its PAC script. */
export async function appProxyFor(url: string): Promise<ProxyUse> {
  const [first = 'DIRECT'] = (await appSession().resolveProxy(url)).split(';')
  return { used: first.trim() === 'DIRECT' ? null : first.trim(), ignored: null }
}

/** Starts an Electron process that uses the keychain for us. */
export function startKeychainProcess(outFolder: string): KeychainProcess {
  const child = utilityProcess.fork(join(outFolder, 'main', 'keychain-process.js'), [], {
    serviceName: 'Jira Token Tray keychain',
    stdio: 'ignore',
  })
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin: only windows do
    send: (request) => child.postMessage(request),
    onReply: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => child.kill(),
  }
}
