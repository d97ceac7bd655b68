import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'

export interface BlankTokenDialogProps {
  readonly fileName: string
  readonly onDone: () => void
}

/** After a take-over: offers to empty the refresh token in the file, so that nothing else spends it. */
export function BlankTokenDialog({ fileName, onDone }: BlankTokenDialogProps) {
  const action = useAction()
  const blank = async () => {
    if ((await action.run(() => call('import:blankRefreshToken', undefined))) !== null) onDone()
  }
  return (
    <ConfirmDialog
      title={`Blank the refresh token in ${fileName}?`}
      confirmLabel="Blank it"
      cancelLabel="Leave it"
      busy={action.busy}
      failure={action.failure}
      onConfirm={() => void blank()}
      onCancel={onDone}
    >
      <p>
        Jira Token Tray owns this sign-in now. If another program still used the refresh token in {fileName},
        both would lose it. Blanking empties only JIRA_OAUTH_REFRESH_TOKEN.
      </p>
    </ConfirmDialog>
  )
}
