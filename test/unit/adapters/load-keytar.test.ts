import { expect, it } from 'vitest'
import { keychainError } from '../../../src/adapters/keychain/keychain-error.ts'
import { linkerError } from '../../../src/adapters/keychain/load-keytar.ts'

it.runIf(process.platform === 'linux')('the linker names a library that is missing, and nothing else', () => {
  const missing = linkerError('libsecret-99.so.0')
  expect(missing).toMatch(/libsecret-99\.so\.0/)
  expect(keychainError(new Error(missing ?? '')).code).toBe('keychainLibraryMissing')
  expect(linkerError('libdl.so.2')).toBeNull()
})
