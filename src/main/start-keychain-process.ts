import { utilityProcess } from 'electron'
import { join } from 'node:path'
import type { KeychainProcess } from '../adapters/keychain/restarting-keychain.ts'

/** Starts a process of Electron's that uses the keychain for us. */
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
