import { Fragment } from 'preact'
import type { McpClient } from '../../shared/mcp-setup.ts'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { clientText, pathParts } from './client-texts.ts'
import './client-entry.css'
import '../files/file-entry.css'

export interface ClientEntryProps {
  readonly client: McpClient
  /** Whether it has just been added. */
  readonly isNew: boolean
  /** Whether the program that clients start was found. */
  readonly ready: boolean
  readonly busy: boolean
  readonly onAdd: () => void
  readonly onRemove: () => void
}

/** One MCP client: its status, its settings file, and a button to add or remove it. */
export function ClientEntry({ client, isNew, ready, busy, onAdd, onRemove }: ClientEntryProps) {
  const { name, file, state } = client
  const { tone, icon, title, text } = clientText(client, isNew)
  const isIn = state === 'on' || state === 'stale'
  return (
    <li class="file mcp-client" aria-label={name}>
      <span class="file-icon">
        <Icon name="plug" size={16} />
      </span>
      <div class="file-text">
        <p class="file-name">{name}</p>
        <p class="file-folder selectable">
          {pathParts(file).map((part) => (
            <Fragment key={part}>
              {part}
              <wbr />
            </Fragment>
          ))}
        </p>
        {state !== 'off' && (
          <p class={`file-state file-state-${tone}`} role="status">
            <Icon name={icon} size={14} />
            {title}
          </p>
        )}
        {text !== '' && <p class="file-reason">{text}</p>}
        {state === 'stale' && (
          <div class="mcp-client-actions">
            <Button busy={busy} disabled={!ready} onClick={onAdd}>
              Update<span class="visually-hidden"> {name}</span>
            </Button>
          </div>
        )}
      </div>
      {/* one button for both, so that it keeps focus */}
      {(isIn || state === 'off') && (
        <Button busy={busy} disabled={!isIn && !ready} onClick={isIn ? onRemove : onAdd}>
          {isIn ? 'Remove' : 'Add'}
          <span class="visually-hidden">{` ${isIn ? 'from' : 'to'} ${name}`}</span>
        </Button>
      )}
    </li>
  )
}
