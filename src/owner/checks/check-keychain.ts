import type { Clock } from '../../core/clock.ts'
import type { Entropy, SecretStore } from '../../core/ports.ts'
import { AppError } from '../../shared/error-codes.ts'
import type { Finding } from '../../shared/local-api.ts'
import { checked, failed, ok } from '../../shared/finding.ts'

export interface CheckKeychainDeps {
  readonly secrets: SecretStore
  readonly clock: Clock
  readonly entropy: Pick<Entropy, 'newId'>
}

/** A keychain that prompts the user only answers when the user does. */
const timeoutMs = 10_000

const subject = { name: 'keychain', account: null }

const late = failed(
  subject,
  'The keychain does not answer.',
  'Check whether it is asking for a password, and unlock it.',
)

/** Writes, reads, and removes a test entry in the keychain, in the same way as secrets. Never rejects. */
export function checkKeychain({ secrets, clock, entropy }: CheckKeychainDeps): Promise<Finding> {
  const canary = `canary-${entropy.newId()}`
  return checked(late, timeoutMs, async () => {
    const startedMs = clock.now().monotonicMs
    try {
      await secrets.write(canary, { clientSecret: canary, tokenSet: null })
      const found = await secrets.read(canary)
      if (found?.clientSecret !== canary) throw new AppError('keychainFailed')
    } finally {
      await secrets.remove(canary).catch(() => undefined)
    }
    const tookMs = Math.round(clock.now().monotonicMs - startedMs)
    return ok(subject, `read/write OK (${tookMs} ms)`)
  })
}
