import type { SyncedFileSnapshot } from '../../shared/snapshot.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { fileName } from './file-texts.ts'

export interface RemoveFileDialogProps {
  readonly file: SyncedFileSnapshot
  readonly busy: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before a file is no longer synced, and says what happens to it. */
export function RemoveFileDialog({ file, busy, onConfirm, onCancel }: RemoveFileDialogProps) {
  return (
    <ConfirmDialog
      title={`Stop syncing ${fileName(file.path)}?`}
      confirmLabel="Remove"
      danger
      busy={busy}
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      <p>
        {file.kind === 'env'
          ? 'The token is removed from the file. Everything else in it stays.'
          : 'The file is deleted, because it contains only the token.'}
      </p>
    </ConfirmDialog>
  )
}
