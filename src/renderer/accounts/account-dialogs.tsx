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

/** Says that the provider still grants access, and how to revoke it. */
function AccessThere({ account }: Pick<AccountDialogProps, 'account'>) {
  const { provider, hasConnectedApps } = kindTraits[account.kind]
  return (
    <p>
      This does not revoke access at {provider}.{' '}
      {hasConnectedApps ? (
        <>
          To revoke it, remove the app from your <LinkButton link="connectedApps">connected apps</LinkButton>
        </>
      ) : (
        'Access ends when it expires or is revoked there.'
      )}
    </p>
  )
}

/** Asks before signing out, and says what that doesn't do. */
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
      <p>Deletes the tokens from this computer. The account stays in your list.</p>
      <AccessThere account={account} />
    </ConfirmDialog>
  )
}

/** Asks before an account and all its secrets are removed. */
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
        Deletes its tokens, client secret, settings, and history from this computer. This can’t be undone.
      </p>
      <AccessThere account={account} />
    </ConfirmDialog>
  )
}
