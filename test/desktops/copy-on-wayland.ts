import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { getKeychainService, readKeychain } from '../../scripts/harness/keychain.ts'
import { eventually } from '../support/eventually.ts'
import type { RealSession } from './real-session.ts'

const run = promisify(execFile)

/** A copied token, as another program pastes it. */
export function copiesOnWayland(session: () => RealSession): void {
  test('copies the token, and clears the clipboard later', async () => {
    const { desktop, dataFolder, env, icon } = session()
    const paste = () =>
      run('wl-paste', ['--no-newline'], { env: env() }).then(
        ({ stdout }) => stdout,
        () => '',
      )
    const [account] = await readKeychain(desktop.env, getKeychainService(dataFolder))
    const token = account?.tokenSet?.accessToken ?? ''
    expect(token).not.toBe('')
    const item = await icon()
    await item?.click('Copy token')
    await eventually(paste).toBe(token)
    await eventually(paste).toBe('')
    item?.close()
  })
}
