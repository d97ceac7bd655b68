import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'

export interface AccountDialogProps {
  readonly account: AccountSnapshot
  readonly onClose: () => void
}

/** What stays at the provider. */
function AccessThere({ account }: Pick<AccountDialogProps, 'account'>) {
  const { provider, hasConnectedApps } = kindTraits[account.kind]
  const name = provider.charAt(0).toUpperCase() + provider.slice(1)
  return (
    <p>
      {name} does not hear of it.{' '}
      {hasConnectedApps ? (
        <>
          To take the app’s access away there too, remove it from your{' '}
          <LinkButton link="connectedApps">connected apps</LinkButton>
        </>
      ) : (
        'The app’s access lives on there until it runs out or is taken away.'
      )}
    </p>
  )
}

/** Asks before an account is signed out, and says what that does not do. */
export function SignOutDialog({ account, onClose }: AccountDialogProps) {
  const action = useAction()
  const signOut = async () => {
    if ((await action.run(() => call('signIn:signOut', { id: account.id }))) !== null) onClose()
  }
  return (
    <ConfirmDialog
      title={`Sign out of ${account.name}?`}
      confirmLabel="Sign out"
      busy={action.busy}
      failure={action.failure}
      onConfirm={() => void signOut()}
      onCancel={onClose}
    >
      <p>The tokens are deleted from this computer. The account stays in the list.</p>
      <AccessThere account={account} />
    </ConfirmDialog>
  )
}

/** Asks before an account is removed with all its secrets. */
export function RemoveDialog({ account, onClose }: AccountDialogProps) {
  const action = useAction()
  const remove = async () => {
    if ((await action.run(() => call('accounts:remove', { id: account.id }))) !== null) onClose()
  }
  return (
    <ConfirmDialog
      title={`Remove ${account.name}?`}
      confirmLabel="Remove"
      danger
      busy={action.busy}
      failure={action.failure}
      onConfirm={() => void remove()}
      onCancel={onClose}
    >
      <p>
        Its tokens, client secret, settings and history are deleted from this computer. This can’t be undone.
      </p>
      <AccessThere account={account} />
    </ConfirmDialog>
  )
}
