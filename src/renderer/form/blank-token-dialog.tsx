import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'

export interface BlankTokenDialogProps {
  readonly fileName: string
  readonly onDone: () => void
}

/** After an import: offers to remove the refresh token from the file, so that no other program uses it. */
export function BlankTokenDialog({ fileName, onDone }: BlankTokenDialogProps) {
  const action = useAction()
  const remove = async () => {
    if ((await action.run(() => call('import:blankRefreshToken', undefined))) !== null) onDone()
  }
  return (
    <ConfirmDialog
      title={`Remove the refresh token from ${fileName}?`}
      confirmLabel="Remove"
      cancelLabel="Keep"
      busy={action.busy}
      failure={action.failure}
      onConfirm={() => void remove()}
      onCancel={onDone}
    >
      <p>
        Jira Token Tray uses this refresh token now. If another program also uses it, Atlassian revokes it and
        you have to sign in again. Only JIRA_OAUTH_REFRESH_TOKEN in {fileName} is cleared.
      </p>
    </ConfirmDialog>
  )
}
