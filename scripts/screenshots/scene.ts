import type { Page } from 'playwright-core'
import type { IpcAnswer } from '../../src/shared/ipc-bridge.ts'
import type { ImportOffer } from '../../src/shared/ipc-contract.ts'
import type { AppSnapshot } from '../../src/shared/snapshot.ts'

export interface Scene {
  readonly snapshot: AppSnapshot
  readonly hash?: string
  readonly answers?: Readonly<Record<string, IpcAnswer<unknown> | null>>
  /** What to click before taking the picture. */
  readonly act?: (page: Page) => Promise<void>
}

export const ok = (value?: unknown): IpcAnswer<unknown> => ({ ok: true, value })
export const failed = (
  code: Extract<IpcAnswer<unknown>, { ok: false }>['error']['code'],
  field: string | null = null,
  message = '',
): IpcAnswer<unknown> => ({ ok: false, error: { code, message, field } })

export const offer: ImportOffer = {
  source: 'file',
  fileName: '.env',
  clientId: 'Zb3kQf7YtP0mXw2LrN8sVhJc5dGaE1uK',
  redirectUri: 'http://localhost:9090/callback',
  hasClientSecret: true,
  hasRefreshToken: true,
  hasAccessTokenOnly: false,
}

export const click = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()
