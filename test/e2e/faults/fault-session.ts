import type { Page } from 'playwright-core'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { startLocalAtlassian } from '../../../local-atlassian/start-local-atlassian.ts'
import type { TokenSet } from '../../../src/core/token/token-set.ts'
import {
  startDesktopSession,
  type DesktopSession,
  type SessionOptions,
} from '../../../scripts/harness/desktop-session.ts'
import { putSignedInAccounts } from '../../../scripts/harness/signed-in-account.ts'
import { until } from '../../../scripts/harness/until.ts'
import { freePort } from '../../../local-atlassian/free-port.ts'
import { copiedText } from '../../support/sign-in-steps.ts'

/** With this buffer, a renewal is due at once, and the token outlives the slowest test. */
const dueLeftSec = 1700
const bufferMinutes = 30

/** On a slow machine, a provider may have failed so often by the time it works that the next try is minutes away. */
const maxRenewalMs = 8 * 60_000

/** One of the app's accounts, each with its own provider. */
interface FaultyAccount {
  readonly name: string
  readonly atlassian: LocalAtlassian
  /** The token pair that the app finds in the keychain at startup. */
  readonly before: TokenSet
}

export interface FaultSession extends DesktopSession {
  account(name: string): FaultyAccount
  /** The account's token pair in the keychain now; null when there is none. */
  storedPair(name: string): Promise<TokenSet | null>
  /** Waits until the keychain holds the newest pair its provider has issued, and it is valid. */
  renewedPair(name: string): Promise<TokenSet>
  /** Copies the account's token using the tray menu, and returns what is in the clipboard then. */
  copiedToken(name: string): Promise<string>
  /** What the tray and the window say about the account. */
  trayText(name: string): Promise<string>
  windowText(window: Page, name: string): Promise<string>
}

/** A desktop with signed-in accounts, each with its own provider. A renewal is due at once unless specified otherwise. */
export async function startFaultSession(
  names: readonly string[],
  { leftSec = dueLeftSec, ...options }: SessionOptions & { readonly leftSec?: number | null } = {},
): Promise<FaultSession> {
  const session = await startDesktopSession(options)
  // not one that another program may get while the provider is down
  const providers = await Promise.all(names.map(async () => startLocalAtlassian({ port: await freePort() })))
  const accountOptions = names.map((name, index) => ({
    name,
    atlassian: providers[index]!,
    ...(leftSec !== null && { leftSec, account: { bufferMinutes } }),
  }))
  const pairs = await putSignedInAccounts(session, accountOptions, { windowPinned: true })
  const accounts = names.map((name, index) => ({ name, atlassian: providers[index]!, before: pairs[index]! }))

  const account = (name: string): FaultyAccount => accounts.find((one) => one.name === name)!
  const storedPair = async (name: string): Promise<TokenSet | null> => {
    const item = (await session.keychain()).find(({ accountId }) => accountId === name)
    return (item?.tokenSet ?? null) as TokenSet | null
  }
  // a submenu per account; a single account has its lines in the menu itself
  const path = (name: string) => (names.length > 1 ? [name] : [])

  let copying: Promise<unknown> = Promise.resolve()
  const copy = (name: string) => copiedText(session, () => session.panel.click(...path(name), 'Copy token'))

  return Object.assign(Object.create(session) as DesktopSession, {
    account,
    storedPair,
    renewedPair: async (name: string) => {
      const { atlassian } = account(name)
      const isNewest = async (token: string | null | undefined) => {
        const { active, newest } = await atlassian.introspect(token ?? '')
        return active && newest === true
      }
      const pair = await until(
        `the keychain holds the newest pair of ${name}`,
        async () => {
          const found = await storedPair(name)
          const good = (await isNewest(found?.accessToken)) && (await isNewest(found?.refreshToken))
          return good && found?.accessToken !== account(name).before.accessToken ? found : null
        },
        (found) => found !== null,
        maxRenewalMs,
      )
      return pair!
    },
    copiedToken: (name: string) => {
      const mine = copying.then(() => copy(name))
      copying = mine.catch(() => undefined)
      return mine
    },
    trayText: async (name: string) => (await session.panel.labels(...path(name)))[0] ?? '',
    windowText: async (window: Page, name: string) =>
      (await window
        .getByRole('list', { name: 'Accounts' })
        .locator('> li', { hasText: name })
        .textContent()) ?? '',
    close: async () => {
      await session.close()
      await Promise.all(providers.map((provider) => provider.close()))
    },
  })
}
