import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import type { FailedSync } from './use-submit.ts'

export interface SyncFailedDialogProps {
  readonly fileName: string
  readonly syncing: FailedSync
}

/** The account is saved, but the file that it was imported from can't be kept up to date. */
export function SyncFailedDialog({ fileName, syncing }: SyncFailedDialogProps) {
  return (
    <ConfirmDialog
      title={`${fileName} can’t be kept up to date`}
      confirmLabel="Try again"
      cancelLabel="Continue without"
      busy={syncing.busy}
      failure={syncing.failure}
      onConfirm={syncing.retry}
      onCancel={syncing.skip}
    >
      <p>The account is saved. You can add the file later, under Synced files in the account’s menu.</p>
    </ConfirmDialog>
  )
}
