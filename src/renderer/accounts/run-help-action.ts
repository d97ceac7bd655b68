import type { IpcAnswer } from '../../shared/ipc-bridge.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { toAccountForm } from '../../shared/to-account-form.ts'
import type { HelpActionKind } from './account-helps.ts'

/** Runs the action of a help text. */
export async function runHelpAction(
  kind: HelpActionKind,
  account: AccountSnapshot,
): Promise<IpcAnswer<unknown>> {
  const { id } = account
  switch (kind) {
    case 'signIn':
      return call('signIn:start', { id, surface: null })
    case 'signInInWindow':
      return call('signIn:start', { id, surface: 'window' })
    case 'openConnectedApps':
      return call('app:openLink', { link: 'connectedApps' })
    case 'turnOnAutoRenewal':
      return call('accounts:save', {
        id,
        form: { ...toAccountForm(account), autoRenewal: true },
        clientSecret: { kind: 'unchanged' },
        importRefreshToken: false,
      })
    case 'openFiles':
      navigate({ page: 'files', id })
      return { ok: true, value: undefined }
    case 'editAccount':
      navigate({ page: 'editAccount', id })
      return { ok: true, value: undefined }
  }
}
