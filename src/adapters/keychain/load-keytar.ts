import { createRestartingKeychain, type KeychainProcess } from './restarting-keychain.ts'
import { findKeyringDaemon, nameKeyringDaemon } from './secret-service.ts'
import type { Keytar } from './keytar.ts'
import { addTimeout } from './with-timeout.ts'

/** What keytar needs on Linux. keytar itself only says that it could not be loaded. */
const library = 'libsecret-1.so.0'

/** What the dynamic linker says when it can't load the library; null if it can. */
export function linkerError(name = library): string | null {
  try {
    process.dlopen({ exports: {} }, name)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    // it was loaded, and is no addon of Node
    return text.includes('did not self-register') ? null : text
  }
  return null
}

/** Loads keytar. Rejects with the linker's message if a library that it needs is missing. */
async function loadKeytar(): Promise<Keytar> {
  try {
    return (await import('keytar')).default
  } catch (error) {
    const reason = process.platform === 'linux' ? linkerError() : null
    throw reason === null ? error : new Error(reason, { cause: error })
  }
}

/**
 * How an owner loads keytar: with a timeout, and on Linux in a way that survives a restart of the keyring daemon.
 *
 * @param answered called when the user has answered a question of the keychain after the timeout
 */
export function createKeytarLoader(
  startProcess: () => KeychainProcess,
  answered: () => void,
): () => Promise<Keytar> {
  return process.platform === 'linux'
    ? createRestartingKeychain({
        load: loadKeytar,
        startProcess,
        nameDaemon: nameKeyringDaemon,
        findDaemon: findKeyringDaemon,
        answered,
      })
    : addTimeout(loadKeytar)
}
