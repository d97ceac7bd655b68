import { existsSync } from 'node:fs'
import type { OwnerAddress } from '../ownership/owner-address.ts'
import { exchange, type HttpAnswer } from './http-exchange.ts'
import { sessionEnvironment } from './session-environment.ts'

/** Whether an owner that this program starts could use the keychain: there is a session bus. */
function canReachKeychain(environment: NodeJS.ProcessEnv): boolean {
  const address = sessionEnvironment(environment)['DBUS_SESSION_BUS_ADDRESS'] ?? ''
  const path = /^unix:path=([^,;]+)/.exec(address)?.[1]
  return path === undefined ? address.startsWith('unix:') : existsSync(path)
}

/**
 * Asks an agent without a session bus (a client started it from cron, or with almost no environment) to make way for an
 * owner that has a keychain. Does nothing unless `answer` says that the keychain is missing. Resolves with whether it does.
 */
export async function replaceAgent(
  address: OwnerAddress,
  answer: HttpAnswer,
  client: string,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (!answer.body.includes('"code":"keychainMissing"') || !canReachKeychain(environment)) return false
  const result = await exchange(address, {
    method: 'POST',
    target: '/v1/release',
    body: JSON.stringify({ forKeychain: true }),
    client,
    timeoutMs: 15_000,
  })
  return result.kind === 'answered' && result.answer.status === 200
}
