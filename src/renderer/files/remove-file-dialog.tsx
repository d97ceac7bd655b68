import type { SyncedFileSnapshot } from '../../shared/snapshot.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { fileName } from './file-texts.ts'

export interface RemoveFileDialogProps {
  readonly file: SyncedFileSnapshot
  readonly busy: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before a file is taken off the list, and says what becomes of it. */
export function RemoveFileDialog({ file, busy, onConfirm, onCancel }: RemoveFileDialogProps) {
  return (
    <ConfirmDialog
      title={`Stop keeping ${fileName(file.path)} current?`}
      confirmLabel="Remove"
      danger
      busy={busy}
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      <p>
        {file.kind === 'env'
          ? 'The token is taken out of it; everything else in the file stays.'
          : 'The file is deleted: it has nothing but the token in it.'}
      </p>
    </ConfirmDialog>
  )
}
