import { useState } from 'preact/hooks'
import { defaultEnvNames, type EnvNames } from '../../shared/env-names.ts'
import type { AccountSnapshot, SyncedFileSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { call } from '../state/call.ts'
import { useAction, type Action } from '../state/use-action.ts'
import { EnvNamesDialog } from './env-names-dialog.tsx'
import { FileEntry } from './file-entry.tsx'
import { fileName } from './file-texts.ts'
import './files-view.css'

interface RemoveFileDialogProps {
  readonly file: SyncedFileSnapshot
  readonly busy: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before a file is no longer synced, and says what happens to it. */
function RemoveFileDialog({ file, busy, onConfirm, onCancel }: RemoveFileDialogProps) {
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

interface FileListProps {
  readonly files: readonly SyncedFileSnapshot[]
  readonly onRemove: (file: SyncedFileSnapshot) => void
}

/** The files, or what to do if there are none. */
function FileList({ files, onRemove }: FileListProps) {
  if (files.length > 0) {
    return (
      <ul class="panel file-list" aria-label="Files">
        {files.map((file) => (
          <FileEntry key={file.id} file={file} onRemove={() => onRemove(file)} />
        ))}
      </ul>
    )
  }
  return (
    <div class="empty">
      <Icon name="file" size={28} />
      <p class="empty-title">No files yet</p>
      <p>
        Add a program’s .env file or a file that contains only the token. Each is updated right after every
        renewal.
      </p>
    </div>
  )
}

interface FileActionsProps {
  readonly accountId: string
  readonly removal: Action
  readonly onAddEnvFile: () => void
}

/** The buttons that add files, and what went wrong. */
function FileActions({ accountId, removal, onAddEnvFile }: FileActionsProps) {
  const tokenFile = useAction()
  const addTokenFile = () =>
    void tokenFile.run(() =>
      call('syncedFiles:add', { id: accountId, kind: 'token', names: defaultEnvNames }),
    )
  return (
    <footer class="action-bar">
      {removal.failure !== null && (
        <FailureCallout title="Token not removed" failure={removal.failure} onDismiss={removal.clear} />
      )}
      {tokenFile.failure !== null && (
        <FailureCallout title="Not added" failure={tokenFile.failure} onDismiss={tokenFile.clear} />
      )}
      <div class="action-bar-row">
        <Button icon="file" onClick={onAddEnvFile}>
          Add .env file…
        </Button>
        <Button icon="key" busy={tokenFile.busy} onClick={addTokenFile}>
          Add token file…
        </Button>
      </div>
    </footer>
  )
}

/** The synced files of an account. */
export function FilesView({ account: { id, name, syncedFiles } }: { readonly account: AccountSnapshot }) {
  const [naming, setNaming] = useState(false)
  const [removing, setRemoving] = useState<SyncedFileSnapshot | null>(null)
  const envFile = useAction()
  const removal = useAction()

  const addEnvFile = async (names: EnvNames) => {
    const answer = await envFile.run(() => call('syncedFiles:add', { id, kind: 'env', names }))
    if (answer?.value.added === true) setNaming(false)
  }
  const remove = async (file: SyncedFileSnapshot) => {
    await removal.run(() => call('syncedFiles:remove', { id, fileId: file.id }))
    setRemoving(null)
  }

  return (
    <div class="page">
      <PageHeader title="Synced files" subtitle={name} contents={`${syncedFiles.length}, ${removing?.id}`} />
      <main class="scroll files">
        <FileList files={syncedFiles} onRemove={setRemoving} />
        <p class="files-note">
          These files contain the access token in plain text until you sign out. The refresh token and client
          secret are never written to them.
        </p>
      </main>
      <FileActions accountId={id} removal={removal} onAddEnvFile={() => setNaming(true)} />
      {naming && (
        <EnvNamesDialog
          busy={envFile.busy}
          failure={envFile.failure}
          onChoose={(names) => void addEnvFile(names)}
          onCancel={() => {
            envFile.clear()
            setNaming(false)
          }}
        />
      )}
      {removing !== null && (
        <RemoveFileDialog
          file={removing}
          busy={removal.busy}
          onConfirm={() => void remove(removing)}
          onCancel={() => setRemoving(null)}
        />
      )}
    </div>
  )
}
