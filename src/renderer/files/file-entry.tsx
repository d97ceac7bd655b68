import type { ComponentChildren } from 'preact'
import type { SyncedFileSnapshot } from '../../shared/snapshot.ts'
import { Icon } from '../parts/icon.tsx'
import { IconButton } from '../parts/icon-button.tsx'
import { fileName, fileStateText, folderName } from './file-texts.ts'
import './file-entry.css'

export interface FileEntryProps {
  readonly file: SyncedFileSnapshot
  readonly onRemove: () => void
}

function FileWarning({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="file-warning">
      <Icon name="alert" size={14} />
      <span>{children}</span>
    </p>
  )
}

/** One synced file: its kind, path, and status. */
export function FileEntry({ file, onRemove }: FileEntryProps) {
  const { tone, icon, title, text } = fileStateText(file)
  const name = fileName(file.path)
  return (
    <li class="file" aria-label={name}>
      <span class="file-icon">
        <Icon name={file.kind === 'env' ? 'file' : 'key'} size={16} />
      </span>
      <div class="file-text">
        <p class="file-name">{name}</p>
        <p class="file-folder selectable">{folderName(file.path)}</p>
        <p class={`file-state file-state-${tone}`}>
          <Icon name={icon} size={14} />
          {title}
        </p>
        {text !== '' && <p class="file-reason">{text}</p>}
        {file.trackedByGit === true && (
          <FileWarning>
            Git tracks this file, so a commit would publish the token. Add it to .gitignore and run{' '}
            <code>git rm --cached</code> on it.
          </FileWarning>
        )}
        {file.trackedByGit === null && (
          <FileWarning>
            The app can’t tell whether Git tracks this file. If it does, a commit would publish the token.
          </FileWarning>
        )}
        {file.inSharedFolder && (
          <FileWarning>
            Other users can write to the folder, so they could replace this file. Remove their access, or
            choose another folder.
          </FileWarning>
        )}
      </div>
      <IconButton icon="trash" label={`Remove ${name}…`} onClick={onRemove} />
    </li>
  )
}
